import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { trafficOfLoad } from '../../local/traffic/from-load.ts';
import { FLEET_TEXT, NIGHT_MS } from '../support/fleet.ts';
import { openLiveFleet } from '../support/functions.ts';
import { asterfleet } from './support.ts';

const MINUTE_MS = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'asterfleet-what-if-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function sample(minute: number, channels: number, attemptsPerSecond: number) {
  return { atMs: NIGHT_MS + minute * MINUTE_MS, channels, attemptsPerSecond };
}

test('a load history becomes the calls of its minutes, holding as long as they did', () => {
  const samples = [sample(1, 90, 0.5), sample(2, 90, 0.5), sample(5, 180, 1)];
  const { traffic, holdingMs, unknownMinutes } = trafficOfLoad(samples, 'America/New_York');
  expect(traffic.bins.map(({ fromMs, calls }) => [(fromMs - NIGHT_MS) / MINUTE_MS, calls])).toEqual(
    [
      [0, 30],
      [1, 30],
      [2, 30],
      [3, 30],
      [4, 60],
    ],
  );
  expect([holdingMs, unknownMinutes]).toEqual([180_000, 0]);
});

test('a long hole is silence, and told', () => {
  const { traffic, unknownMinutes } = trafficOfLoad([sample(1, 9, 1), sample(60, 9, 1)], 'Etc/UTC');
  expect([traffic.bins.length, unknownMinutes]).toEqual([2, 58]);
  expect(() => trafficOfLoad([sample(1, 0, 0)], 'Etc/UTC')).toThrow('nobody called');
});

interface Outcomes {
  readonly calls: number;
  readonly outcomes: readonly {
    readonly policy: string;
    readonly hours: number;
    readonly cut: number;
    readonly isBound: boolean;
  }[];
}

test('the same day by every policy: nothing is below the least, and only termination cuts calls', async () => {
  const definition = file('changed.yml', FLEET_TEXT.replace('minimum: 1', 'minimum: 2'));
  const report = join(folder, 'report.html');
  const argv = ['--traffic', 'local/traffic/business-day.csv', '--definition', definition];
  const run = ['replay', '--history', ...argv, '--report', report];
  const { code, out } = await asterfleet([...run, '--json']);
  const { outcomes, calls } = JSON.parse(out) as Outcomes;
  expect(code).toBe(0);
  expect(calls).toBeGreaterThan(50_000);
  const hoursOf = (policy: RegExp) => outcomes.find((each) => policy.test(each.policy))?.hours ?? 0;
  const least = hoursOf(/^the least/);
  expect(hoursOf(/^always on/)).toBeCloseTo(120, 1);
  expect(hoursOf(/as changed$/)).toBeGreaterThan(hoursOf(/as defined today$/));
  for (const { policy, hours, cut, isBound } of outcomes) {
    const terminates = policy.endsWith('terminated');
    expect([policy, cut > 0]).toEqual([policy, terminates]);
    if (!isBound && !terminates) expect(hours).toBeGreaterThan(least);
  }
  const page = readFileSync(report, 'utf8');
  expect(page).toContain('Asterfleet, as changed');
  expect(page).toContain('<meter');
});

test('what is before the days asked for is there to learn from', async () => {
  const rows = Array.from({ length: 30 }, (_, hour) => {
    const at = new Date(Date.UTC(2026, 10, 16, hour)).toISOString();
    return `${at.slice(0, 10)} ${at.slice(11, 16)},${hour % 24 > 8 ? 600 : 60}`;
  });
  const traffic = file('calls.csv', ['timestamp,calls', ...rows, ''].join('\n'));
  const asked = ['replay', '--history', '--traffic', traffic, '--from', '2026-11-17'];
  const { out, code } = await asterfleet([...asked, '--report', join(folder, 'r.html')]);
  expect(code).toBe(0);
  expect(out).toContain('what learns has learned from the 1 day before');
  expect(out).toMatch(/always on, all 5 slots +30\.0 +100 % +\$2\.17/);
});

test('a fleet’s own past is asked of the fleet', async () => {
  const fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  try {
    for (let minute = -120; minute < 0; minute += 1)
      await fleet.stage.history.addLoad('in-ngn', sample(minute, 90, 0.5));
    const where = ['--local', '--endpoint', fleet.stage.cloud.url];
    const span = ['--since', '1h', '--report', join(folder, 'r.html'), '--price', '1'];
    const { out, code, err } = await asterfleet(['replay', '--history', ...where, ...span]);
    expect({ code, told: err.split('\n').length }).toEqual({ code: 0, told: 7 });
    expect(out).toMatch(/^in-ngn: 1,[6-9]\d\d calls of its own load history/);
    expect(out).toMatch(/always on, all 5 slots +4\.9 +100 % +\$4\.9\d/);
    expect(out).toContain('calls hold for 180 s in the mean');
  } finally {
    await fleet.close();
  }
});

test.each([
  [['--price', 'free'], '--price: expected a price in US dollars'],
  [['--traffic', 'no.csv'], 'no.csv: no such file'],
  [['--traffic', 'fleets/in-ngn.yml'], 'expected the header timestamp,calls'],
])('replay --history %j says what is wrong', async (argv, because) => {
  const local = ['--traffic', 'local/traffic/business-day.csv'];
  const { err, code } = await asterfleet(['replay', '--history', ...local, ...argv]);
  expect(err).toContain(because);
  expect(code).not.toBe(0);
});
