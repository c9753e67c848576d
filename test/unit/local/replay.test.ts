import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lanesOf, longestDrainMs } from '../../../local/replay/lanes.ts';
import type { MinuteRecord } from '../../../local/replay/record.ts';
import {
  hoursPaid,
  leastHours,
  readyBeforeRiseMinutes,
  summaryOf,
} from '../../../local/replay/summary.ts';
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

test('the minute that is paid at least does not reach over the edges of the window', () => {
  const seconds = (fromMs: number) =>
    Math.round(hoursPaid([{ fromMs, toMs: fromMs + 1000 }], 0, DAY_MS) * 3600);
  expect(seconds(DAY_MS - 10_000)).toBe(10);
  expect(seconds(-20_000)).toBe(40);
  expect(seconds(-60_000)).toBe(0);
  expect(seconds(DAY_MS)).toBe(0);
});

test('two windows, one after the other, are paid as one', () => {
  const span = fc
    .tuple(fc.integer({ min: -HOUR_MS, max: 25 * HOUR_MS }), fc.nat(DAY_MS))
    .map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }));
  fc.assert(
    fc.property(fc.array(span), fc.integer({ min: 0, max: DAY_MS }), (billed, cutMs) => {
      const parts = hoursPaid(billed, 0, cutMs) + hoursPaid(billed, cutMs, DAY_MS);
      expect(parts).toBeCloseTo(hoursPaid(billed, 0, DAY_MS), 6);
    }),
  );
});

test('the least bridges a gap shorter than ten minutes, and no longer one', () => {
  const short = minutesOf([...repeat(10, 90), ...repeat(9, 10), ...repeat(10, 90)], []);
  const long = minutesOf([...repeat(10, 90), ...repeat(10, 10), ...repeat(10, 90)], []);
  expect(leastHours(short, 80) * 60).toBeCloseTo(29 * 2, 9);
  expect(leastHours(long, 80) * 60).toBeCloseTo(30 + 20, 9);
});

test('the least bridges nothing before the first need or after the last', () => {
  const peak = minutesOf([...repeat(5, 10), ...repeat(3, 170), ...repeat(5, 10)], []);
  expect(leastHours(peak, 80) * 60).toBeCloseTo(13 + 2 * 3, 9);
});

test('the least lies between what every minute needs and the most all the time', () => {
  const loads = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(loads, fc.integer({ min: 1, max: 200 }), (channels, planned) => {
      const needed = channels.map((each) => Math.max(1, Math.ceil(each / planned)));
      const least = leastHours(minutesOf(channels, []), planned) * 60;
      const sum = needed.reduce((total, each) => total + each, 0);
      expect(least).toBeGreaterThanOrEqual(sum - 1e-6);
      expect(least).toBeLessThanOrEqual(needed.length * Math.max(...needed) + 1e-6);
    }),
  );
});

test('capacity that was there before the load has a margin, and late capacity a negative one', () => {
  const load = [...repeat(60, 10), ...repeat(60, 120)];
  const early = minutesOf(load, [...repeat(40, 1), ...repeat(80, 2)]);
  const late = minutesOf(load, [...repeat(70, 1), ...repeat(50, 2)]);
  // The mean of five minutes passes 80 channels three minutes after the step.
  expect(readyBeforeRiseMinutes(early, 80, 5)).toBe(23);
  expect(readyBeforeRiseMinutes(late, 80, 5)).toBe(-7);
});

const RISE = [...repeat(60, 10), ...repeat(60, 120)];

test('only capacity without a break counts as ready', () => {
  const broken = [...repeat(20, 2), ...repeat(30, 1), ...repeat(70, 2)];
  expect(readyBeforeRiseMinutes(minutesOf(RISE, broken), 80, 5)).toBe(13);
});

test('capacity that never came is late by the rest of the day', () => {
  expect(readyBeforeRiseMinutes(minutesOf(RISE, repeat(120, 1)), 80, 5)).toBe(63 - 120);
});

test('no more is asked of a fleet than its slots', () => {
  expect(readyBeforeRiseMinutes(minutesOf(RISE, repeat(120, 1)), 80, 1)).toBe(0);
});

test('the worst step of all days is told', () => {
  const day = [...repeat(60, 10), ...repeat(60, 120), ...repeat(1320, 10)];
  const early = [...repeat(40, 1), ...repeat(100, 2), ...repeat(1300, 1)];
  const late = [...repeat(65, 1), ...repeat(75, 2), ...repeat(1300, 1)];
  const minutes = minutesOf([...day, ...day, ...day], [...early, ...late, ...early]);
  expect(readyBeforeRiseMinutes(minutes, 80, 5)).toBe(-2);
});

test('a load that the day begins with is no step up, unless its capacity is missing', () => {
  const load = [...repeat(60, 120), ...repeat(60, 200)];
  const ready = minutesOf(load, [...repeat(50, 2), ...repeat(70, 3)]);
  const missing = minutesOf(load, [...repeat(4, 1), ...repeat(116, 3)]);
  expect(readyBeforeRiseMinutes(ready, 80, 5)).toBe(12);
  expect(readyBeforeRiseMinutes(missing, 80, 5)).toBe(-4);
});

test('the figures of a day add up', () => {
  const minutes = minutesOf(repeat(1440, 40), [...repeat(720, 1), ...repeat(720, 3)]).map(
    (minute) => ({ ...minute, offered: 3, blocked: 1 }),
  );
  const counts = { carried: 2880, cut: 5, launches: 4, retires: 2 };
  const sizes = { slots: 4, planned: 80, fromMs: 0, toMs: DAY_MS };
  const billed = [{ fromMs: 0, toMs: 100_000 }];
  const times = { longestDrainMs: 100_000, wallSeconds: 1.23456 };
  expect(summaryOf({ minutes, billed, ...counts, ...sizes, ...times })).toEqual({
    calls: { offered: 4320, carried: 2880, blocked: 1440, cut: 5 },
    instanceHours: { paid: 0.03, alwaysOn: 96, least: 24 },
    instances: { max: 3, min: 1 },
    launches: 4,
    retires: 2,
    longestDrainMinutes: 1.67,
    readyBeforeRiseMinutes: 0,
    decidedBy: { schedule: 1440 },
    wallSeconds: 1.23,
  });
});

function change(atMs: number, kind: string, from: string, to: string, slot = 1): SlotChange {
  const what = { fleet: 'f', slot, generation: 1, version: atMs, onBehalfOf: 'a' };
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

test('slots whose changes are mixed have a lane each', () => {
  const mixed = [
    change(10, 'claimed', 'vacant', 'launching', 1),
    change(12, 'claimed', 'vacant', 'launching', 2),
    change(20, 'became-ready', 'booting', 'serving', 2),
    change(25, 'gave-up', 'launching', 'vacant', 1),
  ];
  expect(lanesOf(mixed, 0, 40).map(({ slot, state, toMs }) => [slot, state, toMs])).toEqual([
    [1, 'launching', 25],
    [2, 'launching', 20],
    [2, 'serving', 40],
  ]);
});

test('what ended before the window or began after it is in no lane', () => {
  expect(lanesOf(LIFE, 70, 90)).toEqual([]);
  expect(lanesOf(LIFE, 0, 10)).toEqual([]);
});

test('a drain that is not over, or was taken back, is not counted', () => {
  const changes = [
    change(10, 'drain-began', 'serving', 'draining', 1),
    change(20, 'drain-began', 'serving', 'draining', 2),
    change(30, 'returned', 'draining', 'serving', 2),
    change(90, 'drain-began', 'serving', 'draining', 2),
    change(95, 'proved-empty', 'draining', 'stopping', 2),
  ];
  expect(longestDrainMs(changes)).toBe(5);
});
