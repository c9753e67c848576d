import type { Route } from '../domain/routing/snapshot.ts';
import { inSmallNumbers } from './apportion.ts';
import { byUse, nameOf, type RouteList, titleOf, uriOf } from './route-list.ts';

const QUALIFY_SECONDS = 5;

/**
 * For `pjsip.conf`: an endpoint for each slot, and one for the fleet whose contacts are all of them
 * (`PJSIP_DIAL_CONTACTS` rings them at once, `Dial` the first that answers OPTIONS).
 * Source: Asterisk 22, res_pjsip, configuration of endpoints and AORs.
 */
export function pjsipEndpoints(list: RouteList): string {
  const one = (route: Route) => endpoint(`${list.fleet}-${nameOf(route)}`, [uriOf(route)]);
  return [
    `; ${titleOf(list)}`,
    ...endpoint(list.fleet, list.routes.map(uriOf)),
    ...list.routes.flatMap(one),
    '',
  ].join('\n');
}

function endpoint(name: string, contacts: readonly string[]): string[] {
  return [
    `[${name}](asterfleet-endpoint)`,
    'type = endpoint',
    `aors = ${name}`,
    `[${name}](asterfleet-aor)`,
    'type = aor',
    ...contacts.map((contact) => `contact = ${contact}`),
    `qualify_frequency = ${QUALIFY_SECONDS}`,
  ];
}

/**
 * Global variables for `extensions.conf`: whose turn it is, one after the other and each as often as
 * its share says, and all of them for when that one refuses.
 * Source: Asterisk 22, "Variables" and "Using the include, tryinclude and exec constructs".
 */
export function dialPlanGlobals(list: RouteList): string {
  const { used, standby } = byUse(list);
  const weights = inSmallNumbers(used.map(({ weight }) => weight));
  const names = (routes: readonly Route[]) =>
    routes.map((route) => `${list.fleet}-${nameOf(route)}`).join('&');
  const fleet = list.fleet.toUpperCase().replaceAll('-', '_');
  return [
    `; ${titleOf(list)}`,
    '[globals](+)',
    `TURNS_${fleet}=${names(interleaved(used, weights))}`,
    `ROUTES_${fleet}=${names([...used, ...standby])}`,
    '',
  ].join('\n');
}

/** Each as often as its weight, spread as evenly as can be. */
function interleaved(routes: readonly Route[], weights: readonly number[]): Route[] {
  const turns = routes.flatMap((route, at) => {
    const weight = weights[at] ?? 1;
    return Array.from({ length: weight }, (_, turn) => ({ route, at: (turn + 0.5) / weight }));
  });
  return turns
    .toSorted((a, b) => a.at - b.at || a.route.slot - b.route.slot)
    .map(({ route }) => route);
}
