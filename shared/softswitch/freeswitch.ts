import type { Route } from '../domain/routing/snapshot.ts';
import { inSmallNumbers } from './apportion.ts';
import { byUse, nameOf, type RouteList, titleOf } from './route-list.ts';

/**
 * `distributor.conf.xml`: a list of gateways by weight, and one of those that stand by.
 * Source: FreeSWITCH, mod_distributor, "Configuration".
 */
export function distributorConfiguration(list: RouteList): string {
  const { used, standby } = byUse(list);
  const weights = inSmallNumbers(used.map(({ weight }) => weight));
  return xml([
    `<!-- ${comment(titleOf(list))} -->`,
    '<configuration name="distributor.conf" description="Distributor Configuration">',
    '  <lists>',
    ...listOf(list.fleet, list, used, weights),
    ...listOf(
      `${list.fleet}-standby`,
      list,
      standby,
      standby.map(() => 1),
    ),
    '  </lists>',
    '</configuration>',
  ]);
}

function listOf(
  name: string,
  { fleet }: RouteList,
  routes: readonly Route[],
  weights: readonly number[],
): string[] {
  if (routes.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return [
    `    <list name="${name}" total-weight="${total}">`,
    ...routes.map(
      (route, at) => `      <node name="${fleet}-${nameOf(route)}" weight="${weights[at]}"/>`,
    ),
    '    </list>',
  ];
}

/**
 * The gateways of a Sofia profile, one for each slot that is routed.
 * Source: FreeSWITCH, mod_sofia, "Gateway" of "Sofia configuration files".
 */
export function gateways(list: RouteList): string {
  const gateway = (route: Route) => [
    `  <gateway name="${list.fleet}-${nameOf(route)}">`,
    ...parameters({
      proxy: `${route.address}:${route.port};transport=${route.transport}`,
      register: 'false',
      'caller-id-in-from': 'true',
      ping: '5',
      'ping-max': '2',
      'ping-min': '1',
    }),
    '  </gateway>',
  ];
  return xml([
    `<!-- ${comment(titleOf(list))} -->`,
    '<include>',
    ...list.routes.flatMap(gateway),
    '</include>',
  ]);
}

function parameters(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(
    ([name, value]) => `    <param name="${name}" value="${value}"/>`,
  );
}

/** Two hyphens would end a comment. */
function comment(text: string): string {
  return text.replaceAll('--', '- -');
}

function xml(lines: readonly string[]): string {
  return [...lines, ''].join('\n');
}
