/** The message on the routing topic, as far as a softswitch reads it. */
interface RoutingMessage {
  readonly revision: number;
  readonly routes: readonly Route[];
}

interface Route {
  readonly address: string;
  readonly weight: number;
}

/** A softswitch with a static route to each address: it routes by the newest snapshot that it was sent. */
export interface Softswitch {
  /** Messages may come late, twice or out of order: only a higher revision is applied. */
  apply(message: string): void;
  readonly revision: number;
  /** Addresses to try for the next call: the one whose turn it is, the others, and the standby last. */
  nextRoutes(): readonly string[];
}

export function createSoftswitch(): Softswitch {
  let revision = -1;
  let routes: readonly Route[] = [];
  const credit = new Map<string, number>();
  return {
    get revision() {
      return revision;
    },
    apply: (message) => {
      const snapshot = JSON.parse(message) as RoutingMessage;
      if (snapshot.revision <= revision) return;
      ({ revision, routes } = snapshot);
      credit.clear();
    },
    nextRoutes: () => inTurn(routes, credit).map(({ address }) => address),
  };
}

/**
 * Each turn every route earns its weight, and the one with the most pays for all: over any stretch
 * each gets its share, as evenly spaced as can be. The rest follow by weight.
 */
function inTurn(routes: readonly Route[], credit: Map<string, number>): Route[] {
  const total = routes.reduce((sum, { weight }) => sum + weight, 0);
  const earned = ({ address, weight }: Route) => (credit.get(address) ?? 0) + weight;
  const first = routes
    .filter(({ weight }) => weight > 0)
    .reduce<Route | undefined>(
      (most, route) => (most && earned(most) >= earned(route) ? most : route),
      undefined,
    );
  for (const route of routes) credit.set(route.address, earned(route));
  if (!first) return [...routes];
  credit.set(first.address, (credit.get(first.address) ?? 0) - total);
  const others = routes.filter((route) => route !== first);
  return [first, ...others.toSorted((a, b) => b.weight - a.weight)];
}
