import { expect, test } from '@jest/globals';
import type { Placement, ServingSlot } from '../../../../../shared/domain/slot/slot.ts';
import type { Standing } from '../../../../../shared/domain/standing/standing.ts';
import { known, type Observed, unknown } from '../../../../../shared/planner/observed.ts';
import { plan } from '../../../../../shared/planner/plan.ts';
import {
  definition,
  heartbeat,
  PEAK_MS,
  quietSamples,
  serving,
  wellObserved,
} from '../../../../support/fleet.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LONG_AGO_MS = PEAK_MS - 5 * HOUR_MS;
/** 16:10 in New York, on a schedule that falls from 200 channels at 16:00 to 100 at 17:00. */
const FALLING_MS = PEAK_MS + 4 * HOUR_MS + 10 * MINUTE_MS;

const fleet = definition();

interface Given extends Partial<Observed> {
  readonly routing?: Partial<typeof fleet.routing>;
  /** Channels that each slot carries. */
  readonly channels?: number;
  readonly nowMs?: number;
  readonly stands?: Partial<Standing>;
}

/** What one tick decides of these slots. */
function decided(slots: readonly ServingSlot[], given: Given = {}) {
  const { routing = {}, channels = 40, nowMs = PEAK_MS, stands = {}, ...change } = given;
  const beats = slots.map(({ instance }) =>
    heartbeat(instance.id, nowMs, { channels, calls: channels }),
  );
  const observed = wellObserved(slots, nowMs, {
    samples: quietSamples(nowMs, channels * slots.length),
    heartbeats: known(new Map(beats.map((beat) => [beat.instanceArn, beat]))),
    ...change,
  });
  return plan(
    { ...fleet, routing: { ...fleet.routing, ...routing } },
    { ...observed, standing: { ...observed.standing, ...stands } },
    { nowMs, writer: 'run' },
  );
}

/** The numbers of the slots that a tick begins to drain. */
const drained = (slots: readonly ServingSlot[], given: Given) =>
  decided(slots, given)
    .writes.filter(({ after }) => after.state === 'draining')
    .map(({ after }) => after.number);

const shares = (slots: readonly ServingSlot[], given?: Given) =>
  Object.fromEntries(decided(slots, given).shares ?? []);

function slot(number: number, { bootedMs = LONG_AGO_MS, ...change }: Change = {}): ServingSlot {
  const served = serving(number, bootedMs) as ServingSlot;
  const placement = { ...served.instance.placement, ...change };
  return { ...served, instance: { ...served.instance, placement } };
}

type Change = Partial<Placement> & { readonly bootedMs?: number };

const three = [slot(1), slot(2), slot(3)];
const falling: Given = { nowMs: FALLING_MS, routing: { easeOff: 30 * MINUTE_MS } };

test('even: all slots get the same', () => {
  expect(shares(three)).toEqual({ 1: 100, 2: 100, 3: 100 });
});

test('even: an instance type gets what it carries', () => {
  const slots = [slot(1), slot(2, { planned: 40, limit: 55 })];
  expect(shares(slots)).toEqual({ 1: 100, 2: 50 });
});

test.each([
  [1, 50],
  [2, 75],
  [3, 100],
])('%d minutes after it became ready, a slot gets %d of 100', (minutes, share) => {
  const slots = [slot(1), slot(2), slot(3, { bootedMs: PEAK_MS - minutes * MINUTE_MS })];
  expect(shares(slots)).toEqual({ 1: 100, 2: 100, 3: share });
});

test('a new slot that is needed at once gets its whole share at once', () => {
  const slots = [slot(1), slot(2, { bootedMs: PEAK_MS })];
  expect(shares(slots, { channels: 75 })).toEqual({ 1: 100, 2: 100 });
});

test('before a planned scale-in, what will leave gets nothing while the others have room', () => {
  expect(shares(three, { ...falling, channels: 30 })).toEqual({ 1: 100, 2: 100, 3: 0 });
  expect(drained(three, { ...falling, channels: 30 })).toEqual([]);
});

test('what will leave is still given what the others have no room for', () => {
  const { 1: first = 0, 3: last = 0 } = shares(three, { ...falling, channels: 60 });
  expect(first).toBe(100);
  // Two carry 160 of 180.
  expect(last).toBe(Math.round(100 * (20 / 80)));
});

test('where a person has frozen the fleet, or easing is off, nothing is eased off', () => {
  const freeze = { sinceMs: PEAK_MS, launchesToo: false, reason: 'a test', onBehalfOf: 'ada' };
  const all = { 1: 100, 2: 100, 3: 100 };
  expect(shares(three, { ...falling, channels: 30, stands: { freeze } })).toEqual(all);
  expect(shares(three, { ...falling, routing: { easeOff: 0 }, channels: 30 })).toEqual(all);
});

test.each([
  ['as many as the ceiling holds', 30, { 1: 100, 2: 0, 3: 0 }],
  ['into the next slot', 50, { 1: 100, 2: 50, 3: 0 }],
  ['into the last', 90, { 1: 100, 2: 100, 3: 70 }],
  ['above the ceiling, all alike', 105, { 1: 100, 2: 100, 3: 100 }],
])('packed: %s', (_, channels, expected) => {
  const routing = { dispatch: 'packed', ceiling: 100 } as const;
  expect(shares(three, { routing, channels })).toEqual(expected);
});

test('packed: the ceiling lies two thirds from what is planned to the limit, on any type', () => {
  const half = slot(1, { planned: 40, limit: 55 });
  const routing = { dispatch: 'packed' } as const;
  // A ceiling of 50, and 25 left for the second.
  expect(shares([half, slot(2)], { routing, channels: 37.5 })).toEqual({ 1: 100, 2: 50 });
});

test('packed: the highest number is let go first, even where it is the busier', () => {
  const routing = { dispatch: 'packed', easeOff: 0 } as const;
  const nowMs = FALLING_MS + 3 * HOUR_MS;
  const beats = [5, 20, 30].map((channels, at) =>
    heartbeat(`i-${at + 1}`, nowMs, { channels, calls: channels }),
  );
  const given: Given = {
    routing,
    nowMs,
    samples: quietSamples(nowMs, 55),
    heartbeats: known(new Map(beats.map((beat) => [beat.instanceArn, beat]))),
  };
  expect(drained(three, given)).toEqual([3]);
  expect(drained(three, { ...given, routing: { easeOff: 0 } })).toEqual([1]);
});

test('while the load is not known, what stands is kept', () => {
  expect(decided(three, { heartbeats: unknown('DynamoDB is away') }).shares).toBeUndefined();
  expect(decided(three, { heartbeats: known(new Map()) }).shares).toBeUndefined();
});
