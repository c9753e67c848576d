import type { FleetDefinition } from '../definition/schema.ts';
import { isServing, type Slot } from '../slot/slot.ts';

/** The full list of routes; what the softswitch should be routing right now. */
export interface RoutingSnapshot {
  readonly schema: 'asterfleet.routing/1';
  readonly fleet: string;
  /** Only grows; the same revision always has the same routes. */
  readonly revision: number;
  readonly generatedAtMs: number;
  readonly reason: string;
  readonly routes: readonly Route[];
  /** Said only where there is no route: a list that is empty without it is a mistake. */
  readonly empty?: 'on purpose';
}

export interface Route {
  readonly slot: number;
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly state: 'serving';
  /** Channels the instance carries at most. */
  readonly channels: number;
  /** Share of new calls, relative to the other routes, 0 to 100; 0: only when all others refuse. */
  readonly weight: number;
}

/** The share of new calls of each serving slot, 0 to 100. */
export type Shares = ReadonlyMap<number, number>;

export const FULL_SHARE = 100;
/** A share that moves by less is not worth a revision. */
const SHARE_STEP = 10;

/** The snapshot as recorded, with how far it has been published. */
export interface RoutingRecord {
  readonly snapshot: RoutingSnapshot;
  readonly published?: Published;
}

export interface Published {
  readonly revision: number;
  readonly atMs: number;
  /** Since when, without a break, some node has had something to acknowledge. */
  readonly waitingSinceMs: number;
}

function routesOf(definition: FleetDefinition, slots: readonly Slot[], shares: Shares): Route[] {
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
      weight: shares.get(number) ?? FULL_SHARE,
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
  { slots, shares, nowMs }: Standing,
): RoutingSnapshot | undefined {
  const before = previous?.routes ?? [];
  const kept = shares ?? new Map(before.map(({ slot, weight }) => [slot, weight]));
  const routes = [...routesOf(definition, slots, kept), ...routesOfUnknown(before, slots)].toSorted(
    (a, b) => a.slot - b.slot,
  );
  if (isSame(before, routes)) return undefined;
  const isEmpty = routes.length === 0 && definition.minimum === 0;
  return {
    schema: 'asterfleet.routing/1',
    fleet: definition.fleet,
    revision: Math.max((previous?.revision ?? 0) + 1, Math.floor(nowMs / 1000)),
    generatedAtMs: nowMs,
    reason: differences(before, routes),
    routes,
    ...(isEmpty && { empty: 'on purpose' }),
  };
}

interface Standing {
  readonly slots: readonly Slot[];
  /** Undefined: not known, so that those that stand are kept. */
  readonly shares: Shares | undefined;
  readonly nowMs: number;
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
      routes.map(({ slot, address, port, transport, state, channels }) => {
        return [slot, address, port, transport, state, channels];
      }),
    );
  return text(before) === text(after) && !before.some((route, at) => isMoved(route, after[at]));
}

/** To nothing, to the full share and back from either it always counts. */
function isMoved({ weight: from }: Route, { weight: to } = { weight: 0 }): boolean {
  const isEnd = [from, to].some((weight) => weight === 0 || weight === FULL_SHARE);
  return from !== to && (isEnd || Math.abs(from - to) >= SHARE_STEP);
}

/** So many are told one by one; a fleet of thousands changes hundreds at once. */
const TOLD_MAX = 20;

function differences(before: readonly Route[], after: readonly Route[]): string {
  const weights = new Map(before.map(({ slot, weight }) => [slot, weight]));
  const staying = new Set(after.map(({ slot }) => slot));
  const joined = after.filter(({ slot }) => !weights.has(slot));
  const left = before.filter(({ slot }) => !staying.has(slot));
  const moved = after.filter(({ slot, weight }) => (weights.get(slot) ?? weight) !== weight);
  const says = [
    ...joined.map(({ slot }) => `slot ${slot} is ready`),
    ...left.map(({ slot }) => `slot ${slot} leaves`),
    ...moved.map(({ slot, weight }) => `slot ${slot} from ${weights.get(slot)} to ${weight}`),
  ];
  if (says.length === 0) return 'the routes were rewritten';
  const more = says.length > TOLD_MAX ? [`${says.length - TOLD_MAX} more`] : [];
  return [...says.slice(0, TOLD_MAX), ...more].join(', ');
}
