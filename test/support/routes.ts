import type { Route, RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';

/** Routes of slots 1, 2 and so on, with these weights; undefined leaves a slot out. */
export function snapshotOf(
  revision: number,
  weights: readonly (number | undefined)[],
  change: Partial<RoutingSnapshot> = {},
): RoutingSnapshot {
  return {
    schema: 'asterfleet.routing/1',
    fleet: 'in-ngn',
    revision,
    generatedAtMs: Date.parse('2026-11-23T13:30:00Z') + revision,
    reason: 'a test',
    routes: weights.flatMap((weight, at) =>
      weight === undefined ? [] : [routeOf(at + 1, weight)],
    ),
    ...change,
  };
}

export function routeOf(slot: number, weight: number): Route {
  const address = `198.51.100.${slot}`;
  const carried = { channels: 110, weight };
  return { slot, address, port: 5060, transport: 'udp', state: 'serving', ...carried };
}
