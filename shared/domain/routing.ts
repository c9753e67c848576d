import type { FleetDefinition } from './definition/schema.ts';
import { isServing, type Slot } from './slot/slot.ts';

/** The full list of routes; what the softswitch should be routing right now. */
export interface RoutingSnapshot {
  readonly schema: 'asterfleet.routing/1';
  readonly fleet: string;
  /** Only grows; the same revision always has the same routes. */
  readonly revision: number;
  readonly generatedAtMs: number;
  readonly reason: string;
  readonly routes: readonly Route[];
}

interface Route {
  readonly slot: number;
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly state: 'serving';
  /** Channels the instance carries at most. */
  readonly channels: number;
  /** Share of new calls, relative to the other routes. */
  readonly weight: number;
}

/** The snapshot as recorded, with how far it has been published. */
export interface RoutingRecord {
  readonly snapshot: RoutingSnapshot;
  readonly published?: { readonly revision: number; readonly atMs: number };
}

function routesOf(definition: FleetDefinition, slots: readonly Slot[]): Route[] {
  const { port, transport } = definition.routing;
  return slots
    .filter(isServing)
    .toSorted((a, b) => a.number - b.number)
    .map(({ number, address, instance: { placement } }) => ({
      slot: number,
      address: address.ip,
      port,
      transport,
      state: 'serving',
      channels: placement.limit,
      weight: Math.round((100 * placement.planned) / definition.channels.planned),
    }));
}

/**
 * The snapshot that should follow `previous`, or undefined when the routes are the same. The first
 * revision is the time in seconds, so that a table that was lost cannot bring an old one back; and
 * the first has a route, so that a table that was lost does not empty a softswitch.
 */
export function nextSnapshot(
  definition: FleetDefinition,
  previous: RoutingSnapshot | undefined,
  slots: readonly Slot[],
  nowMs: number,
): RoutingSnapshot | undefined {
  const routes = routesOf(definition, slots);
  const isSame = JSON.stringify(previous?.routes ?? []) === JSON.stringify(routes);
  if (isSame) return undefined;
  return {
    schema: 'asterfleet.routing/1',
    fleet: definition.fleet,
    revision: previous ? previous.revision + 1 : Math.floor(nowMs / 1000),
    generatedAtMs: nowMs,
    reason: differences(previous?.routes ?? [], routes),
    routes,
  };
}

/** The message on the routing topic; its times are ISO 8601. */
export function routingMessage(snapshot: RoutingSnapshot): string {
  const { schema, fleet, revision, generatedAtMs, reason, routes } = snapshot;
  const generatedAt = new Date(generatedAtMs).toISOString();
  return JSON.stringify({ schema, fleet, revision, generatedAt, reason, routes });
}

function differences(before: readonly Route[], after: readonly Route[]): string {
  const joined = after.filter(({ slot }) => !before.some((route) => route.slot === slot));
  const left = before.filter(({ slot }) => !after.some((route) => route.slot === slot));
  const says = [
    ...joined.map(({ slot }) => `slot ${slot} is ready`),
    ...left.map(({ slot }) => `slot ${slot} leaves`),
  ];
  return says.length > 0 ? says.join(', ') : 'the routes were rewritten';
}
