// How fast the main job is, a day of calls with every call of AWS over the wire: `npm run bench:replay`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../statistics.ts';

const RUNS = 3;
const DAY_SECONDS = 86_400;

interface Summary {
  readonly calls: { readonly offered: number };
  readonly wallSeconds: number;
}

function replayed(): Summary {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  try {
    const command = ['local/start.ts', '--json', '--report', join(folder, 'report.html')];
    const said = execFileSync(process.execPath, command, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(said.trim().split('\n').at(-1) ?? '{}');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
const runs = Array.from({ length: RUNS }, replayed);
const seconds = median(runs.map(({ wallSeconds }) => wallSeconds));
const calls = runs[0]?.calls.offered ?? 0;
const times = Math.round(DAY_SECONDS / seconds);
process.stdout.write(
  `a day of ${calls.toLocaleString('en-US')} calls and 1,440 ticks in ${seconds} s: ${times.toLocaleString('en-US')} times as fast as the day\n`,
);
if (values.json) process.stdout.write(`${JSON.stringify({ calls, seconds, times })}\n`);
