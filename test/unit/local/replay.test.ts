import { expect, test } from '@jest/globals';
import { lanesOf, longestDrainMs } from '../../../local/replay/lanes.ts';
import { readOptions, UsageError } from '../../../local/replay/options.ts';
import type { MinuteRecord } from '../../../local/replay/record.ts';
import { hoursPaid, leastHours, readyBeforeRiseMinutes } from '../../../local/replay/summary.ts';
import type { SlotChange } from '../../../shared/domain/slot/slot.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function minutesOf(channels: readonly number[], serving: readonly number[]): MinuteRecord[] {
  return channels.map((channelsMax, index) => ({
    atMs: index * 60_000,
    channelsMean: channelsMax,
    channelsMax,
    offered: 0,
    blocked: 0,
    projected: 0,
    desired: 1,
    decidedBy: 'schedule',
    serving: serving[index] ?? 1,
    paid: 1,
  }));
}

const repeat = (count: number, value: number) => Array.from({ length: count }, () => value);

test('an instance is paid from launch to termination, within the window', () => {
  const billed = [
    { fromMs: -HOUR_MS, toMs: HOUR_MS },
    { fromMs: 2 * HOUR_MS, toMs: 3 * HOUR_MS },
    { fromMs: 23 * HOUR_MS, toMs: Number.POSITIVE_INFINITY },
  ];
  expect(hoursPaid(billed, 0, DAY_MS)).toBe(3);
});

test('an instance that lives a second is paid a minute', () => {
  expect(hoursPaid([{ fromMs: 0, toMs: 1000 }], 0, DAY_MS) * 60).toBeCloseTo(1, 9);
});

test('the least bridges a gap shorter than ten minutes, and no longer one', () => {
  const short = minutesOf([...repeat(10, 90), ...repeat(9, 10), ...repeat(10, 90)], []);
  const long = minutesOf([...repeat(10, 90), ...repeat(10, 10), ...repeat(10, 90)], []);
  expect(leastHours(short, 80) * 60).toBeCloseTo(29 * 2, 9);
  expect(leastHours(long, 80) * 60).toBeCloseTo(30 + 20, 9);
});

test('capacity that was there before the load has a margin, and late capacity a negative one', () => {
  const load = [...repeat(60, 10), ...repeat(60, 120)];
  const early = minutesOf(load, [...repeat(40, 1), ...repeat(80, 2)]);
  const late = minutesOf(load, [...repeat(70, 1), ...repeat(50, 2)]);
  // The mean of five minutes passes 80 channels three minutes after the step.
  expect(readyBeforeRiseMinutes(early, 80, 5)).toBe(23);
  expect(readyBeforeRiseMinutes(late, 80, 5)).toBe(-7);
});

function change(atMs: number, kind: string, from: string, to: string): SlotChange {
  const what = { fleet: 'f', slot: 1, generation: 1, version: atMs, onBehalfOf: 'a' };
  return { ...what, atMs, kind, from, to, reason: kind } as SlotChange;
}

const LIFE = [
  change(10, 'claimed', 'vacant', 'launching'),
  change(20, 'became-ready', 'booting', 'serving'),
  change(30, 'drain-began', 'serving', 'draining'),
  change(35, 'flag-raised', 'draining', 'draining'),
  change(50, 'proved-empty', 'draining', 'stopping'),
  change(60, 'rested', 'resting', 'vacant'),
];

test('a lane is the life of a slot within the window', () => {
  const spans = lanesOf(LIFE, 15, 45).map(
    ({ state, fromMs, toMs }) => `${state} ${fromMs}-${toMs}`,
  );
  expect(spans).toEqual(['launching 15-20', 'serving 20-30', 'draining 30-45']);
});

test('a drain lasts from leaving the routes to its proof', () => {
  expect(longestDrainMs(LIFE)).toBe(20);
});

test.each([
  [['--days', '0']],
  [['--days', 'two']],
  [['--scale', '-4']],
  [['--seed', '1.5']],
  [['--unknown']],
  [['stray']],
])('the options %j are refused', (argv) => {
  expect(() => readOptions(argv)).toThrow(UsageError);
});
