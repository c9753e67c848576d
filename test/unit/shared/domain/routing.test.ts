import { expect, test } from '@jest/globals';
import { nextSnapshot, routingMessage } from '../../../../shared/domain/routing.ts';
import { booting, definition, draining, NIGHT_MS, serving } from '../../../support/fleet.ts';

const fleet = definition();
const slots = [
  serving(2, NIGHT_MS),
  draining(3, NIGHT_MS),
  booting(4, NIGHT_MS),
  serving(1, NIGHT_MS),
];

test('a snapshot holds the serving slots alone, in order, with what a softswitch needs', () => {
  const snapshot = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
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
  const first = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
  expect(nextSnapshot(fleet, first, slots.toReversed(), NIGHT_MS + 1)).toBeUndefined();
});

const withoutTwo = [draining(2, NIGHT_MS), ...slots.slice(1)];

test('a revision only grows, also over a table that was lost', () => {
  const first = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
  const second = nextSnapshot(fleet, first, withoutTwo, NIGHT_MS + 1000);
  expect(second?.revision).toBe((first?.revision ?? 0) + 1);
  expect(second?.reason).toBe('slot 2 leaves');
  const reborn = nextSnapshot(fleet, undefined, slots, NIGHT_MS + 60_000);
  expect(reborn?.revision).toBeGreaterThan(second?.revision ?? 0);
});

test('the message is the whole snapshot, with ISO times', () => {
  const snapshot = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
  expect(snapshot && JSON.parse(routingMessage(snapshot))).toMatchObject({
    schema: 'asterfleet.routing/1',
    fleet: 'in-ngn',
    generatedAt: '2026-11-18T08:00:00.000Z',
    routes: [{ slot: 1 }, { slot: 2 }],
  });
});

test('a first snapshot has a route: a lost table does not empty a softswitch', () => {
  expect(nextSnapshot(fleet, undefined, [draining(3, NIGHT_MS)], NIGHT_MS)).toBeUndefined();
  const first = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
  expect(
    nextSnapshot(fleet, first, [draining(1, NIGHT_MS), draining(2, NIGHT_MS)], NIGHT_MS)?.routes,
  ).toEqual([]);
});

test('a slot that the table does not hold keeps its route', () => {
  const first = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
  expect(nextSnapshot(fleet, first, [], NIGHT_MS)).toBeUndefined();
  const lacking = nextSnapshot(fleet, first, [draining(1, NIGHT_MS)], NIGHT_MS + 1000);
  expect(lacking?.routes.map(({ slot }) => slot)).toEqual([2]);
});

test('routes are the same whatever order their fields come back in', () => {
  const first = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
  const routes = first?.routes.map((route) =>
    Object.fromEntries(Object.entries(route).toReversed()),
  ) as unknown as NonNullable<typeof first>['routes'];
  expect(first && nextSnapshot(fleet, { ...first, routes }, slots, NIGHT_MS)).toBeUndefined();
});

test('a table that was restored from a backup reissues no revision', () => {
  const old = nextSnapshot(fleet, undefined, slots, NIGHT_MS);
  const dayLater = NIGHT_MS + 86_400_000;
  const next = nextSnapshot(fleet, old, withoutTwo, dayLater);
  expect(next?.revision).toBe(dayLater / 1000);
});
