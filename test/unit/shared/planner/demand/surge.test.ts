import { expect, test } from '@jest/globals';
import type { LoadSample } from '../../../../../shared/domain/load.ts';
import { NOTHING_STANDS, type Standing } from '../../../../../shared/domain/standing/standing.ts';
import { surgeShare } from '../../../../../shared/domain/standing/surge.ts';
import { followSurge } from '../../../../../shared/planner/demand/surge.ts';
import { situationOf } from '../../../../../shared/planner/situation.ts';
import {
  definition,
  NIGHT_MS,
  serving,
  slotAfter,
  wellObserved,
} from '../../../../support/fleet.ts';

const fleet = definition();
const MINUTE_MS = 60_000;
const slots = [serving(1, NIGHT_MS), serving(2, NIGHT_MS), slotAfter(3, NIGHT_MS)];
const ALARM = { name: 'utilisation', isHigh: true, atMs: NIGHT_MS, utilisation: 95 };
const UNKNOWN = { known: false, because: 'nobody reports' } as const;

interface Given {
  readonly channels?: number;
  readonly attemptsPerSecond?: number;
  readonly samples?: readonly LoadSample[];
  readonly standing?: Partial<Standing>;
  readonly nowMs?: number;
  readonly isUnknown?: boolean;
}

function surge(given: Given) {
  const {
    channels = 100,
    attemptsPerSecond = channels / 180,
    samples = [],
    nowMs = NIGHT_MS,
  } = given;
  const standing = { ...NOTHING_STANDS, ...given.standing };
  const observed = wellObserved(slots, nowMs, { samples, standing });
  const situation = situationOf(fleet, observed, { nowMs, writer: 'run' });
  const sample = { atMs: nowMs, channels, attemptsPerSecond };
  return followSurge(situation, given.isUnknown ? UNKNOWN : { known: true, sample });
}

test('below the share of the limit there is no surge', () => {
  expect(surge({ channels: 186 })).toBeUndefined();
  expect(surge({ channels: 187 })).toBeDefined();
});

test('an alarm that has just gone off counts where the load misses the share by a hair, and no further', () => {
  const standing = { alarms: [ALARM] };
  expect(surge({ channels: 186, standing })).toMatchObject({ onBehalfOf: 'utilisation' });
  expect(surge({ channels: 168, standing })).toBeUndefined();
});

test('a surge is as large as the load that the present arrivals lead to', () => {
  // 1.5 calls a second of 180 seconds each become 270 channels.
  expect(surge({ channels: 190, attemptsPerSecond: 1.5 })).toMatchObject({ channels: 270 });
  expect(surge({ channels: 190, attemptsPerSecond: 0.5 })).toMatchObject({ channels: 190 });
});

test('arrivals that grow are taken to go on growing for one boot', () => {
  const samples = [3, 2, 1].map((minutes) => ({
    atMs: NIGHT_MS - minutes * MINUTE_MS,
    channels: 150,
    attemptsPerSecond: 1.3 - 0.1 * minutes,
  }));
  const { channels = 0 } = surge({ channels: 190, attemptsPerSecond: 1.3, samples }) ?? {};
  // 0.1 more a second each minute, for four minutes.
  expect(channels).toBe(Math.round((1.3 + 0.4) * 180));
});

test('a flood is followed to twice the present load and no further', () => {
  expect(surge({ channels: 190, attemptsPerSecond: 40 })).toMatchObject({ channels: 380 });
});

test('it is held for a while after the load was last high, at its highest', () => {
  const standing = { surge: { ...hold(NIGHT_MS + 5 * MINUTE_MS), channels: 300 } };
  expect(surge({ channels: 50, standing })).toEqual(standing.surge);
  expect(surge({ channels: 190, standing })).toMatchObject({
    channels: 300,
    untilMs: NIGHT_MS + fleet.surge.hold,
    sinceMs: standing.surge.sinceMs,
  });
  expect(surge({ channels: 50, standing, nowMs: NIGHT_MS + 5 * MINUTE_MS })).toBeUndefined();
});

test('where nothing else can be seen, an alarm’s own readings say how much', () => {
  const isUnknown = true;
  expect(surge({ isUnknown, standing: { alarms: [ALARM] } })).toMatchObject({
    channels: Math.round(220 * 0.95),
    onBehalfOf: 'utilisation',
  });
  expect(surge({ isUnknown, standing: { alarms: [{ ...ALARM, isHigh: false }] } })).toBeUndefined();
});

test('an alarm that is never called off does not hold a surge for ever', () => {
  const standing = { alarms: [ALARM] };
  const nowMs = NIGHT_MS + fleet.surge.hold;
  expect(surge({ isUnknown: true, standing, nowMs })).toBeUndefined();
});

function hold(untilMs: number) {
  return { sinceMs: NIGHT_MS - MINUTE_MS, untilMs, because: 'a test', onBehalfOf: 'asterfleet' };
}

test('where the definition says nothing, a surge begins half way from the planned channels to the limit', () => {
  const { utilisation: _, ...silent } = fleet.surge;
  expect(surgeShare(fleet)).toBe(0.85);
  expect(surgeShare({ ...fleet, surge: silent })).toBeCloseTo(95 / 110);
  const tight = { planned: 110, limit: 110 };
  expect(surgeShare({ ...fleet, surge: silent, channels: tight })).toBe(1);
});
