import type { Route, RoutingSnapshot } from '../domain/routing/snapshot.ts';

/** What every format is written from: times as they are told, and not who wrote it. */
export type RouteList = Pick<RoutingSnapshot, 'fleet' | 'revision' | 'reason' | 'routes'>;

export interface Wishes {
  /** The first number of the sets or groups that this fleet has on the softswitch. */
  readonly set: number;
}

/** Those that get new calls, and those that get them only when all of these refuse. */
export function byUse({ routes }: Pick<RouteList, 'routes'>): {
  readonly used: readonly Route[];
  readonly standby: readonly Route[];
} {
  const used = routes.filter(({ weight }) => weight > 0);
  return used.length > 0
    ? { used, standby: routes.filter(({ weight }) => weight === 0) }
    : { used: routes, standby: [] };
}

export function areAlike(routes: readonly Route[]): boolean {
  return routes.every(({ weight }) => weight === routes[0]?.weight);
}

/** A SIP URI; the transport is left out where it is UDP. Source: RFC 3261, section 19.1.1. */
export function uriOf({ address, port, transport }: Route): string {
  const parameter = transport === 'udp' ? '' : `;transport=${transport}`;
  return `sip:${address}:${port}${parameter}`;
}

export function nameOf({ slot }: Route): string {
  return `slot${slot}`;
}

/** For the first line of a file. */
export function titleOf({ fleet, revision, reason }: RouteList): string {
  return `Asterfleet: routes of ${fleet}, revision ${revision} (${reason})`;
}
