import { routingMessage } from '../domain/routing/message.ts';
import type { RoutingSnapshot } from '../domain/routing/snapshot.ts';
import { dialPlanGlobals, pjsipEndpoints } from './asterisk.ts';
import { csv } from './csv.ts';
import { dnsRecords } from './dns.ts';
import { distributorConfiguration, gateways } from './freeswitch.ts';
import { dispatcherList } from './kamailio.ts';
import { dispatcherTable, loadBalancerTable } from './opensips.ts';
import type { Wishes } from './route-list.ts';

interface Format {
  readonly mediaType: string;
  readonly write: (snapshot: RoutingSnapshot, wishes: Wishes) => string;
}

/** Every form in which the routes can be had. */
export const FORMATS = {
  json: { mediaType: 'application/json', write: routingMessage },
  csv: { mediaType: 'text/csv', write: csv },
  kamailio: { mediaType: 'text/plain', write: dispatcherList },
  'opensips-load-balancer': { mediaType: 'text/plain', write: loadBalancerTable },
  'opensips-dispatcher': { mediaType: 'text/plain', write: dispatcherTable },
  freeswitch: { mediaType: 'application/xml', write: distributorConfiguration },
  'freeswitch-gateways': { mediaType: 'application/xml', write: gateways },
  'asterisk-pjsip': { mediaType: 'text/plain', write: pjsipEndpoints },
  'asterisk-globals': { mediaType: 'text/plain', write: dialPlanGlobals },
  dns: { mediaType: 'text/dns', write: dnsRecords },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as [FormatName, ...FormatName[]];

export function written(format: FormatName, snapshot: RoutingSnapshot, wishes: Wishes): string {
  const { write }: Format = FORMATS[format];
  return write(snapshot, wishes);
}
