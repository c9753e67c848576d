import { inSmallNumbers } from './apportion.ts';
import { byUse, nameOf, type RouteList, uriOf, type Wishes } from './route-list.ts';

const PROBED = 2;

/**
 * Table `load_balancer` (version 3) as db_text reads it: OpenSIPS counts the calls itself, and gives
 * each to the one with the most channels free. It takes no shares.
 * Source: OpenSIPS 3.x, load_balancer module, database schema.
 */
export function loadBalancerTable({ routes }: RouteList, { set }: Wishes): string {
  const head = columns([
    ['id', 'int,auto'],
    ['group_id', 'int'],
    ['dst_uri', 'string'],
    ['resources', 'string'],
    ['probe_mode', 'int'],
    ['attrs', 'string,null'],
    ['description', 'string,null'],
  ]);
  const rows = routes.map((route) =>
    row([
      route.slot,
      set,
      uriOf(route),
      `channels=${route.channels}`,
      PROBED,
      nameOf(route),
      nameOf(route),
    ]),
  );
  return [head, ...rows, ''].join('\n');
}

/**
 * Table `dispatcher` (version 9) as db_text reads it, for the weighted round robin (algorithm 4):
 * the first set gets the calls, the next one what the first refuses.
 * Source: OpenSIPS 3.x, dispatcher module, database schema.
 */
export function dispatcherTable(list: RouteList, { set }: Wishes): string {
  const { used, standby } = byUse(list);
  const weights = inSmallNumbers(used.map(({ weight }) => weight));
  const head = columns([
    ['id', 'int,auto'],
    ['setid', 'int'],
    ['destination', 'string'],
    ['socket', 'string,null'],
    ['state', 'int'],
    ['probe_mode', 'int'],
    ['weight', 'string'],
    ['priority', 'int'],
    ['attrs', 'string,null'],
    ['description', 'string,null'],
  ]);
  const rows = [...used, ...standby].map((route, at) => {
    const own = at < used.length ? set : set + 1;
    const name = nameOf(route);
    return row([route.slot, own, uriOf(route), '', 0, PROBED, weights[at] ?? 1, 0, name, name]);
  });
  return [head, ...rows, ''].join('\n');
}

function columns(names: readonly (readonly [string, string])[]): string {
  return names.map(([name, type]) => `${name}(${type})`).join(' ');
}

/** Source: OpenSIPS 3.x, db_text module, "Internal format of a db_text table". */
function row(values: readonly (string | number)[]): string {
  return values.map((value) => String(value).replace(/[\\:]/g, '\\$&')).join(':');
}
