import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { routingMessage } from '../../shared/domain/routing/message.ts';
import { written } from '../../shared/softswitch/formats.ts';
import { snapshotOf } from '../support/routes.ts';
import { type Bench, openBench } from './support.ts';

const PROGRAM = fileURLToPath(new URL('hear-once.ts', import.meta.url));
const DEATH = new URL('death.mjs', import.meta.url).href;
const WAYS = ['before', 'half-way', 'after'] as const;
const isWindows = process.platform === 'win32';

const old = snapshotOf(1, [100, 100]);
const fresh = snapshotOf(2, [100, 100, 25]);
const text = (snapshot: typeof old) => written('kamailio', snapshot, { set: 1 });

let bench: Bench;
beforeEach(async () => {
  bench = openBench();
  await bench.start().hear(routingMessage(old));
});
afterEach(() => bench.close());

function hearFresh(at: number, how: string) {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', DEATH, PROGRAM, bench.file, bench.recordFile, routingMessage(fresh)],
    {
      env: {
        ...process.env,
        DEATH_AT: String(at),
        DEATH_HOW: how,
        DEATH_IN: dirname(bench.file),
      },
      encoding: 'utf8',
    },
  );
  if (status !== 0 && signal !== 'SIGKILL') throw new Error(stderr);
  return { hasDied: signal === 'SIGKILL', calls: Number(stdout) };
}

(isWindows ? test.skip : test)(
  'a follower that is killed anywhere leaves whole files, and the next one finishes the job',
  async () => {
    const { calls } = hearFresh(0, 'never');
    expect(calls).toBeGreaterThan(12);
    let deaths = 0;
    for (let at = 1; at <= calls; at += 1)
      for (const how of WAYS) {
        bench.close();
        bench = openBench();
        await bench.start().hear(routingMessage(old));
        deaths += hearFresh(at, how).hasDied ? 1 : 0;
        expect([text(old), text(fresh)]).toContain(readFileSync(bench.file, 'utf8'));
        const record = readFileSync(bench.recordFile, 'utf8');
        expect([old, fresh].map((each) => `${routingMessage(each)}\n`)).toContain(record);
        bench.service.present = fresh;
        const next = bench.start();
        await next.poll();
        await next.check();
        expect([next.revision, readFileSync(bench.file, 'utf8')]).toEqual([2, text(fresh)]);
        expect(bench.service.told.at(-1)).toEqual({ revision: 2 });
        expect(readdirSync(dirname(bench.file)).filter((name) => !name.endsWith('.tmp'))).toEqual([
          'dispatcher.list',
          'record.json',
        ]);
      }
    expect(deaths).toBe(calls * WAYS.length);
  },
  60_000,
);
