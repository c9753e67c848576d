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
 * The snapshot that should follow `previous`, or undefined when the routes are the same. A revision
 * is at least the time in seconds, so that a table that was lost or restored cannot bring an old one
 * back; and the first has a route, so that a lost table does not empty a softswitch.
 */
export function nextSnapshot(
  definition: FleetDefinition,
  previous: RoutingSnapshot | undefined,
  slots: readonly Slot[],
  nowMs: number,
): RoutingSnapshot | undefined {
  const before = previous?.routes ?? [];
  const routes = [...routesOf(definition, slots), ...routesOfUnknown(before, slots)].toSorted(
    (a, b) => a.slot - b.slot,
  );
  if (isSame(before, routes)) return undefined;
  return {
    schema: 'asterfleet.routing/1',
    fleet: definition.fleet,
    revision: Math.max((previous?.revision ?? 0) + 1, Math.floor(nowMs / 1000)),
    generatedAtMs: nowMs,
    reason: differences(before, routes),
    routes,
  };
}

/** A slot that the table does not hold is not known to have stopped serving. */
function routesOfUnknown(before: readonly Route[], slots: readonly Slot[]): Route[] {
  const known = new Set(slots.map(({ number }) => number));
  return before.filter(({ slot }) => !known.has(slot));
}

/** By value: a map that comes back from DynamoDB keeps no order. */
function isSame(before: readonly Route[], after: readonly Route[]): boolean {
  const text = (routes: readonly Route[]) =>
    JSON.stringify(
      routes.map(({ slot, address, port, transport, state, channels, weight }) => {
        return [slot, address, port, transport, state, channels, weight];
      }),
    );
  return text(before) === text(after);
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
