import type { RouteList } from './route-list.ts';

const COLUMNS = ['slot', 'address', 'port', 'transport', 'state', 'channels', 'weight'] as const;

/** A head and a line for each route. Source: RFC 4180. */
export function csv({ fleet, revision, routes }: RouteList): string {
  const lines = routes.map((route) => [
    fleet,
    revision,
    ...COLUMNS.map((column) => String(route[column])),
  ]);
  return [['fleet', 'revision', ...COLUMNS], ...lines]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
}
