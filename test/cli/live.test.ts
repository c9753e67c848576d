import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Pace } from '../../local/replay/pace.ts';
import { replay } from '../../local/replay/replay.ts';
import { parseTraffic } from '../../local/traffic/read-traffic.ts';
import { definition, FLEET_TEXT } from '../support/fleet.ts';
import { asterfleet, type Said } from './support.ts';

const TRAFFIC = 'local/traffic/business-day.csv';
const FROM_MS = Date.parse('2026-11-16T12:45:00Z');
const MINUTE_MS = 60_000;

test('while a day is replayed the command answers, and an order changes what comes', async () => {
  const fleet = definition();
  const window = { fromMs: FROM_MS, toMs: FROM_MS + 20 * MINUTE_MS };
  const pace = new Pace(3_600, FROM_MS + 15 * MINUTE_MS);
  let where: string[] = [];
  const said: Promise<Said>[] = [];
  const ask = (...argv: string[]) => said.push(asterfleet([...argv, ...where]));
  const record = await replay({
    definition: fleet,
    fleetText: FLEET_TEXT,
    traffic: parseTraffic(readFileSync(TRAFFIC, 'utf8'), TRAFFIC, fleet.timeZone),
    trafficName: TRAFFIC,
    window,
    scale: 1,
    seed: 1,
    scenario: { surges: [], emergencies: [], hasAlarms: true },
    onMinute: ({ atMs }) => {
      if (atMs === FROM_MS + 3 * MINUTE_MS) ask('status');
      if (atMs === FROM_MS + 8 * MINUTE_MS) ask('scale-out', '3', '--for', '1h', '--reason', 'x');
    },
    live: {
      port: 0,
      pace,
      onOpen: async ({ cloud }) => {
        where = ['--local', '--endpoint', cloud.url];
      },
      onOver: async () => {
        await Promise.all(said);
        ask('history', '--by', 'ada');
        await Promise.all(said);
      },
    },
  });
  const [status, emergency, history] = await Promise.all(said);
  expect(status?.out).toMatch(/^in-ngn {2}Mon 16 Nov 07:4\d {2}America\/New_York/);
  expect(emergency).toMatchObject({
    code: 0,
    out: expect.stringContaining('at least 3 instances'),
  });
  expect(history?.out).toContain('at least 3 instances until');
  expect(record.summary.instances.max).toBe(3);
  expect(record.minutes.at(-1)?.decidedBy).toBe('override');
});
