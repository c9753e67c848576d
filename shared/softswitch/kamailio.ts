import type { Route } from '../domain/routing/snapshot.ts';
import { apportion } from './apportion.ts';
import {
  areAlike,
  byUse,
  nameOf,
  type RouteList,
  titleOf,
  uriOf,
  type Wishes,
} from './route-list.ts';

/** Relative weights are dealt out in hundredths: with more routes than this they say too little. */
const WEIGHTED_MAX = 50;
const HUNDREDTHS = 100;
const HALF = 50;

/** A line of dispatcher.list, or an entry of its like in memory. */
export interface Destination {
  readonly set: number;
  readonly uri: string;
  readonly attributes: string;
}

/**
 * Three sets: alike (algorithm 4, round robin), by weight (algorithm 11) and standby, the first two
 * never both. A call goes through them in this order (`ds_select_routes`).
 * Source: Kamailio 5.6, dispatcher module, "Destination List File" and "Special Attributes".
 */
export function destinationsOf(list: RouteList, { set }: Wishes): Destination[] {
  const { used, standby } = byUse(list);
  const plain = (at: number) => (route: Route) => {
    return { set: at, uri: uriOf(route), attributes: `duid=${nameOf(route)}` };
  };
  const last = set + 2;
  if (areAlike(used)) return [...used.map(plain(set)), ...standby.map(plain(last))];
  if (used.length > WEIGHTED_MAX)
    return allOrNothing(used, standby, set).map(([at, r]) => plain(at)(r));
  const hundredths = apportion(
    used.map(({ weight }) => weight),
    HUNDREDTHS,
  );
  const weighted = used.map((route, at) => {
    const attributes = `duid=${nameOf(route)};rweight=${hundredths[at]}`;
    return { set: set + 1, uri: uriOf(route), attributes };
  });
  return [...weighted, ...standby.map(plain(last))];
}

function allOrNothing(used: readonly Route[], standby: readonly Route[], set: number) {
  const most = Math.max(...used.map(({ weight }) => weight));
  const isFull = ({ weight }: Route) => (100 * weight) / most >= HALF;
  return [
    ...used.filter(isFull).map((route) => [set, route] as const),
    ...[...used.filter((route) => !isFull(route)), ...standby].map(
      (route) => [set + 2, route] as const,
    ),
  ];
}

/** `dispatcher.list`: set, destination, flags, priority, attributes. */
export function dispatcherList(list: RouteList, wishes: Wishes): string {
  const lines = destinationsOf(list, wishes).map(
    ({ set, uri, attributes }) => `${set} ${uri} 0 0 ${attributes}`,
  );
  return [`# ${titleOf(list)}`, ...lines, ''].join('\n');
}
