import { expect, test } from '@jest/globals';
import { routingMessage } from '../../../../../shared/domain/routing/message.ts';
import {
  nextSnapshot,
  type RoutingSnapshot,
  type Shares,
} from '../../../../../shared/domain/routing/snapshot.ts';
import type { Slot } from '../../../../../shared/domain/slot/slot.ts';
import { booting, definition, draining, NIGHT_MS, serving } from '../../../../support/fleet.ts';

const fleet = definition();

function next(
  before: RoutingSnapshot | undefined,
  slots: readonly Slot[],
  nowMs: number,
  shares: Shares | undefined = new Map(),
) {
  return nextSnapshot(fleet, before, { slots, shares, nowMs });
}

const slots = [
  serving(2, NIGHT_MS),
  draining(3, NIGHT_MS),
  booting(4, NIGHT_MS),
  serving(1, NIGHT_MS),
];

test('a snapshot holds the serving slots alone, in order, with what a softswitch needs', () => {
  const snapshot = next(undefined, slots, NIGHT_MS);
  expect(snapshot?.routes).toEqual([
    {
      slot: 1,
      address: '198.51.100.1',
      port: 5060,
      transport: 'udp',
      state: 'serving',
      channels: 110,
      weight: 100,
    },
    {
      slot: 2,
      address: '198.51.100.2',
      port: 5060,
      transport: 'udp',
      state: 'serving',
      channels: 110,
      weight: 100,
    },
  ]);
  expect(snapshot?.reason).toBe('slot 1 is ready, slot 2 is ready');
});

test('the same routes are the same revision', () => {
  const first = next(undefined, slots, NIGHT_MS);
  expect(next(first, slots.toReversed(), NIGHT_MS + 1)).toBeUndefined();
});

const withoutTwo = [draining(2, NIGHT_MS), ...slots.slice(1)];

test('a revision only grows, also over a table that was lost', () => {
  const first = next(undefined, slots, NIGHT_MS);
  const second = next(first, withoutTwo, NIGHT_MS + 1000);
  expect(second?.revision).toBe((first?.revision ?? 0) + 1);
  expect(second?.reason).toBe('slot 2 leaves');
  const reborn = next(undefined, slots, NIGHT_MS + 60_000);
  expect(reborn?.revision).toBeGreaterThan(second?.revision ?? 0);
});

test('the message is the whole snapshot, with ISO times', () => {
  const snapshot = next(undefined, slots, NIGHT_MS);
  expect(snapshot && JSON.parse(routingMessage(snapshot))).toMatchObject({
    schema: 'asterfleet.routing/1',
    fleet: 'in-ngn',
    generatedAt: '2026-11-18T08:00:00.000Z',
    routes: [{ slot: 1 }, { slot: 2 }],
  });
});

test('a first snapshot has a route: a lost table does not empty a softswitch', () => {
  expect(next(undefined, [draining(3, NIGHT_MS)], NIGHT_MS)).toBeUndefined();
  const first = next(undefined, slots, NIGHT_MS);
  expect(next(first, [draining(1, NIGHT_MS), draining(2, NIGHT_MS)], NIGHT_MS)?.routes).toEqual([]);
});

test('a slot that the table does not hold keeps its route', () => {
  const first = next(undefined, slots, NIGHT_MS);
  expect(next(first, [], NIGHT_MS)).toBeUndefined();
  const lacking = next(first, [draining(1, NIGHT_MS)], NIGHT_MS + 1000);
  expect(lacking?.routes.map(({ slot }) => slot)).toEqual([2]);
});

test('routes are the same whatever order their fields come back in', () => {
  const first = next(undefined, slots, NIGHT_MS);
  const routes = first?.routes.map((route) =>
    Object.fromEntries(Object.entries(route).toReversed()),
  ) as unknown as NonNullable<typeof first>['routes'];
  expect(first && next({ ...first, routes }, slots, NIGHT_MS)).toBeUndefined();
});

test('a table that was restored from a backup reissues no revision', () => {
  const old = next(undefined, slots, NIGHT_MS);
  const dayLater = NIGHT_MS + 86_400_000;
  const later = next(old, withoutTwo, dayLater);
  expect(later?.revision).toBe(dayLater / 1000);
});

const shared = (...weights: readonly number[]) =>
  new Map(weights.map((weight, at) => [at + 1, weight]));

test('a share that moves little is no revision; one that moves is, and says so', () => {
  const first = next(undefined, slots, NIGHT_MS, shared(100, 40));
  expect(next(first, slots, NIGHT_MS + 1000, shared(100, 49))).toBeUndefined();
  const second = next(first, slots, NIGHT_MS + 1000, shared(100, 50));
  expect(second?.routes.map(({ weight }) => weight)).toEqual([100, 50]);
  expect(second?.reason).toBe('slot 2 from 40 to 50');
});

test.each([
  [5, 0],
  [0, 5],
  [95, 100],
])('a share from %i to %i is always told', (from, to) => {
  const first = next(undefined, slots, NIGHT_MS, shared(50, from));
  expect(next(first, slots, NIGHT_MS + 1000, shared(50, to))).toBeDefined();
});

test('shares that are not known stay as they stand', () => {
  const first = next(undefined, slots, NIGHT_MS, shared(100, 40));
  expect(nextSnapshot(fleet, first, { slots, shares: undefined, nowMs: NIGHT_MS })).toBeUndefined();
  const without = { slots: withoutTwo, shares: undefined, nowMs: NIGHT_MS };
  expect(nextSnapshot(fleet, first, without)?.routes).toMatchObject([{ slot: 1, weight: 100 }]);
});

test('an empty list says that it is meant only where the fleet may be empty', () => {
  const first = next(undefined, slots, NIGHT_MS);
  const none = [draining(1, NIGHT_MS), draining(2, NIGHT_MS)];
  const standing = { slots: none, shares: undefined, nowMs: NIGHT_MS };
  expect(nextSnapshot(fleet, first, standing)).toMatchObject({ routes: [] });
  expect(nextSnapshot(fleet, first, standing)).not.toHaveProperty('empty');
  const mayBeEmpty = nextSnapshot({ ...fleet, minimum: 0 }, first, standing);
  expect(mayBeEmpty).toMatchObject({ routes: [], empty: 'on purpose' });
});
