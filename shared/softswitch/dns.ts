import type { Route } from '../domain/routing/snapshot.ts';
import { byUse, nameOf, type RouteList, titleOf } from './route-list.ts';

const TTL_SECONDS = 30;
const FIRST = 10;
const STANDBY = 20;
/** Source: RFC 3263, section 4.1; RFC 5626 has no say here. */
const SERVICES = {
  udp: { service: 'SIP+D2U', name: '_sip._udp' },
  tcp: { service: 'SIP+D2T', name: '_sip._tcp' },
  tls: { service: 'SIPS+D2T', name: '_sips._tcp' },
} as const;

/**
 * Records below whatever origin they are included in: NAPTR to SRV to A, the standby as the lower
 * priority. Source: RFC 3263, section 4; RFC 2782, "The format of the SRV RR"; RFC 3403, section 4.
 */
export function dnsRecords(list: RouteList): string {
  const { used, standby } = byUse(list);
  const transports = [...new Set(list.routes.map(({ transport }) => transport))];
  return [
    `; ${titleOf(list)}`,
    `$TTL ${TTL_SECONDS}`,
    ...transports.map((transport, at) => {
      const { service, name } = SERVICES[transport];
      return `@ IN NAPTR ${FIRST + at} 100 "s" "${service}" "" ${name}`;
    }),
    ...used.map((route) => srv(route, FIRST)),
    ...standby.map((route) => srv(route, STANDBY)),
    ...list.routes.map((route) => `${nameOf(route)} IN A ${route.address}`),
    '',
  ].join('\n');
}

function srv(route: Route, priority: number): string {
  const { name } = SERVICES[route.transport];
  return `${name} IN SRV ${priority} ${route.weight} ${route.port} ${nameOf(route)}`;
}
