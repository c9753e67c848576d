import { expect, test } from '@jest/globals';
import { Ec2World } from '../../../local/cloud/ec2/ec2-world.ts';
import type { Instance } from '../../../local/cloud/ec2/instance.ts';
import type { Stage } from '../../../local/replay/stage.ts';
import { watchInstances } from '../../../local/replay/triggers/instance-states.ts';
import { createPassage } from '../../../local/replay/triggers/passage.ts';
import { onEachDay, stretchesOf } from '../../../local/replay/triggers/scenario.ts';
import type { Call } from '../../../local/traffic/draw-calls.ts';
import { callsWithSurges } from '../../../local/traffic/surge-calls.ts';
import type { World } from '../../../local/world/world.ts';

const ZONE = 'America/New_York';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BIN_MS = 5 * MINUTE_MS;

const bins = Array.from({ length: 48 }, (_, index) => ({
  fromMs: index * BIN_MS,
  day: '1970-01-01',
  calls: 100,
}));
const draw = { binMs: BIN_MS, scale: 1, meanHoldingMs: 180_000, seed: 7 };
const textOf = ({ atMs, holdingMs }: Call) => `${atMs} ${holdingMs}`;

function callsOf(...surges: Parameters<typeof callsWithSurges>[2]): Call[] {
  return [...callsWithSurges(bins, draw, surges)];
}

test('a surge leaves the day’s own calls as they are, and adds its own within its time', () => {
  const own = callsOf();
  // Neither end is the edge of a bin.
  const stretch = { fromMs: 62 * MINUTE_MS, toMs: 2 * HOUR_MS + 4 * MINUTE_MS };
  const all = callsOf({ factor: 3, stretches: [stretch] });
  const known = new Set(own.map(textOf));
  const added = all.filter((call) => !known.has(textOf(call)));
  expect(all).toHaveLength(own.length + added.length);
  expect(Math.min(...added.map(({ atMs }) => atMs))).toBeGreaterThanOrEqual(stretch.fromMs);
  expect(Math.max(...added.map(({ atMs }) => atMs))).toBeLessThan(stretch.toMs);
  // Twice 20 calls a minute over 62 minutes, within four standard deviations.
  expect(Math.abs(added.length - 2480)).toBeLessThan(4 * Math.sqrt(2480));
  expect(all).toEqual(all.toSorted((a, b) => a.atMs - b.atMs));
});

test('two surges at once bring calls of their own each', () => {
  const stretches = [{ fromMs: 0, toMs: HOUR_MS }];
  const all = callsOf({ factor: 2, stretches }, { factor: 2, stretches });
  expect(new Set(all.map(textOf)).size).toBe(all.length);
  const within = all.filter(({ atMs }) => atMs < HOUR_MS);
  expect(Math.abs(within.length - 3600)).toBeLessThan(4 * Math.sqrt(3600));
});

test('a local time comes once on every day, through the change of the clocks', () => {
  // 1 November 2026 has 25 hours in New York.
  const window = {
    fromMs: Date.parse('2026-10-31T04:00:00Z'),
    toMs: Date.parse('2026-11-03T05:00:00Z'),
  };
  expect(onEachDay(780, ZONE, window).map((atMs) => new Date(atMs).toISOString())).toEqual([
    '2026-10-31T17:00:00.000Z',
    '2026-11-01T18:00:00.000Z',
    '2026-11-02T18:00:00.000Z',
  ]);
  const surge = { factor: 2, fromMinute: 780, toMinute: 840 };
  const lengths = stretchesOf(surge, ZONE, window).map(({ fromMs, toMs }) => toMs - fromMs);
  expect(lengths).toEqual([HOUR_MS, HOUR_MS, HOUR_MS]);
});

test('a surge that the window cuts ends with it', () => {
  const window = {
    fromMs: Date.parse('2026-11-16T17:00:00Z'),
    toMs: Date.parse('2026-11-16T18:30:00Z'),
  };
  const [stretch] = stretchesOf({ factor: 2, fromMinute: 780, toMinute: 840 }, ZONE, window);
  expect(stretch).toEqual({ fromMs: Date.parse('2026-11-16T18:00:00Z'), toMs: window.toMs });
});

function ec2(): Ec2World {
  return new Ec2World({
    now: () => 0,
    region: 'us-east-1',
    accountId: '123456789012',
    pendingMs: () => 20_000,
    shuttingDownMs: 20_000,
    describeLagMs: 0,
    metadataLagMs: 0,
    initializingMs: 0,
  });
}

test('each change of an instance’s state is told once, when it is certain', () => {
  const world = ec2();
  const states = watchInstances(world);
  const ended = Number.POSITIVE_INFINITY;
  const times = { runningAtMs: 20_000, endingAtMs: ended, endedAtMs: ended };
  const instance = { id: 'i-1', endsAs: 'terminated', ...times } as Instance;
  for (const listener of world.launchListeners) listener(instance);
  const told = (toMs: number) =>
    states.changesUntil(toMs).map(({ state, atMs }) => `${state} ${atMs}`);
  expect(told(10_000)).toEqual([]);
  expect(told(20_000)).toEqual(['running 20000']);
  expect(told(30_000)).toEqual([]);
  Object.assign(instance, { endingAtMs: 35_000, endedAtMs: 55_000 });
  expect(told(40_000)).toEqual(['shutting-down 35000']);
  expect(told(60_000)).toEqual(['terminated 55000']);
  expect(told(70_000)).toEqual([]);
});

test('what is due happens on its way, in its order, with fresh heartbeats before', async () => {
  const happened: string[] = [];
  let nowMs = 0;
  const heartbeats = async () => void happened.push(`${nowMs} heartbeats`);
  const passage = createPassage(
    { sendHeartbeats: heartbeats } as unknown as Stage,
    {
      runTo: (toMs: number) => happened.push(`world to ${toMs}`),
      heartbeats: () => [],
    } as unknown as World,
    {
      now: () => nowMs,
      set: (atMs) => {
        nowMs = atMs;
      },
    },
  );
  const wakeUp = (name: string) => async (atMs: number) => void happened.push(`${atMs} ${name}`);
  passage.at(12_000, wakeUp('alarm'));
  passage.at(3_000, wakeUp('event'));
  await passage.to(10_000);
  // It is known late, and happens at once.
  passage.at(8_000, wakeUp('late'));
  await passage.to(20_000);
  expect(happened).toEqual([
    'world to 3000',
    '3000 heartbeats',
    '3000 event',
    'world to 10000',
    'world to 10000',
    '10000 heartbeats',
    '10000 late',
    'world to 12000',
    '12000 heartbeats',
    '12000 alarm',
    'world to 20000',
  ]);
});
