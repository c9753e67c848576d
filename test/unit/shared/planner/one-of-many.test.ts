import { expect, test } from '@jest/globals';
import { parseDefinition } from '../../../../shared/domain/definition/parse.ts';
import type { FleetDefinition } from '../../../../shared/domain/definition/schema.ts';
import { isOccupied, type Slot } from '../../../../shared/domain/slot/slot.ts';
import { NOTHING_STANDS } from '../../../../shared/domain/standing/standing.ts';
import { cautionOf } from '../../../../shared/planner/launching/caution.ts';
import { known, type Observed } from '../../../../shared/planner/observed.ts';
import { plan } from '../../../../shared/planner/plan.ts';
import {
  definition,
  draining,
  FLEET_TEXT,
  heartbeat,
  launching,
  NIGHT_MS,
  quietSamples,
  serving,
  slotAfter,
  wellObserved,
} from '../../../support/fleet.ts';

const MINUTE_MS = 60_000;
const LONG_AGO_MS = NIGHT_MS - 180 * MINUTE_MS;
const run = { nowMs: NIGHT_MS, writer: 'a test' };

function row(length: number, from = 1): Slot[] {
  return Array.from({ length }, (_, index) => serving(index + from, LONG_AGO_MS));
}

function fleetOf(slots: number, step: number, change: Partial<FleetDefinition> = {}) {
  return definition({ slots, shrink: { ...definition().shrink, step }, ...change });
}

function drained(fleet: FleetDefinition, observed: Observed): number[] {
  const { writes } = plan(fleet, observed, run);
  return writes
    .filter(({ before, after }) => before?.state === 'serving' && after.state === 'draining')
    .map(({ after: { number } }) => number);
}

/** The same channels on each, and for the last minutes. */
function withChannels(slots: readonly Slot[], channels: number): Observed {
  const beats = slots
    .filter(isOccupied)
    .map(({ instance }) => heartbeat(instance.id, NIGHT_MS, { channels }));
  return wellObserved(slots, NIGHT_MS, {
    heartbeats: known(new Map(beats.map((each) => [each.instanceArn, each]))),
    samples: quietSamples(NIGHT_MS, beats.length * channels),
  });
}

test('a hundredth of a large fleet is replaced at once, and one at a time of one below two hundred', () => {
  const replacement = { requestedAtMs: NIGHT_MS, reason: 'new image', onBehalfOf: 'ada' };
  const replaced = (slots: readonly Slot[], of: number) => {
    const standing = { ...NOTHING_STANDS, replacement };
    return drained(fleetOf(of, 0), { ...withChannels(slots, 10), standing });
  };
  expect(replaced(row(199), 199)).toEqual([1]);
  expect(replaced(row(200), 200)).toEqual([1, 2]);
  const leaving = draining(1, LONG_AGO_MS);
  expect(replaced([leaving, ...row(199, 2)], 200)).toEqual([2]);
  expect(replaced([leaving, ...row(198, 2)], 199)).toEqual([]);
});

interface Boots {
  readonly ready?: number;
  readonly failed?: number;
  readonly inARow?: number;
  readonly readyAgoMs?: number;
}

/** Slots, of which some came up and then some did not. */
function cautionIn(count: number, boots: Boots) {
  const { ready = 0, failed = 0, inARow = 1, readyAgoMs = 10 * MINUTE_MS } = boots;
  const slots = Array.from({ length: count }, (_, index): Slot => {
    const slot = slotAfter(index + 1, NIGHT_MS);
    if (index >= ready + failed) return slot;
    const isReady = index < ready;
    const atMs = isReady ? NIGHT_MS - readyAgoMs : NIGHT_MS;
    const failuresInARow = isReady ? 0 : inARow;
    return { ...slot, lastBoot: { ready: isReady, atMs, templateVersion: '1', failuresInARow } };
  });
  return cautionOf(definition(), slots, NIGHT_MS)?.failures;
}

test('of many boots a few may fail, and of few boots none', () => {
  expect(cautionIn(20, { ready: 17, failed: 3 })).toBe(3);
  expect(cautionIn(1_000, { ready: 997, failed: 3 })).toBeUndefined();
  expect(cautionIn(1_000, { ready: 951, failed: 49 })).toBeUndefined();
  expect(cautionIn(1_000, { ready: 950, failed: 50 })).toBe(50);
});

test('what came up long before the failures is no evidence for a version', () => {
  const readyAgoMs = 61 * MINUTE_MS;
  expect(cautionIn(1_000, { ready: 997, failed: 3, readyAgoMs })).toBe(3);
});

test('one slot that fails again and again stops a small fleet alone', () => {
  expect(cautionIn(20, { failed: 1, inARow: 3 })).toBe(3);
  expect(cautionIn(21, { failed: 1, inARow: 3 })).toBeUndefined();
  expect(cautionIn(21, { failed: 2, inARow: 2 })).toBe(4);
  expect(cautionIn(10_000, { failed: 2, inARow: 9 })).toBeUndefined();
  expect(cautionIn(10_000, { failed: 3 })).toBe(3);
});

test('one that is coming keeps a small fleet from shrinking without a forecast, and no large one', () => {
  const withComing = (count: number, coming: number) => {
    const slots = [
      ...row(count),
      ...Array.from({ length: coming }, (_, index) => launching(count + index + 1, NIGHT_MS)),
    ];
    return drained(fleetOf(slots.length, 10), withChannels(slots, 40)).length;
  };
  expect(withComing(49, 1)).toBe(0);
  expect(withComing(100, 2)).toBe(10);
  expect(withComing(100, 3)).toBe(0);
});

test('what is only coming does not let go of what serves', () => {
  const slots = [...row(100), launching(101, NIGHT_MS)];
  expect(drained(fleetOf(101, 10), withChannels(slots, 80))).toEqual([]);
});

test('one missing of a hundred is not told as late, and two are', () => {
  // 200 times the calls of the shipped day: a hundred instances by night.
  const text = FLEET_TEXT.replace(
    /channels: (\d+) }/g,
    (_, channels) => `channels: ${200 * Number(channels)} }`,
  );
  const fleet = { ...parseDefinition(text, 'in-ngn.yml'), slots: 2_000 };
  const late = (count: number) =>
    plan(fleet, withChannels(row(count), 40), run).conditions.some(
      ({ key }) => key === 'late-for-rise',
    );
  expect(late(99)).toBe(false);
  expect(late(98)).toBe(true);
});

test('what EC2 does not show of a whole zone is told of forty, and of the rest in one', () => {
  const slots = row(3000);
  const observed = { ...wellObserved(slots, NIGHT_MS), instances: known([]) };
  const { conditions } = plan(fleetOf(3000, 1), observed, run);
  const unseen = conditions.filter(({ key }) => key.startsWith('unseen:'));
  expect(unseen.length).toBe(41);
  expect(unseen.at(-1)).toMatchObject({
    key: 'unseen:more',
    severity: 'critical',
    says: expect.stringMatching(/^2960 more: EC2 does not show i-\w+ of slot 41 /),
  });
  expect(JSON.stringify(conditions).length).toBeLessThan(40_000);
});
