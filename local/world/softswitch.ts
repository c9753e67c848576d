/** The message on the routing topic, as far as a softswitch reads it. */
interface RoutingMessage {
  readonly revision: number;
  readonly routes: readonly { readonly address: string }[];
}

/** A softswitch with a static route to each address: it routes by the newest snapshot that it was sent. */
export interface Softswitch {
  /** Messages may come late, twice or out of order: only a higher revision is applied. */
  apply(message: string): void;
  /** Addresses to try for the next call, in turn, so that the load is spread evenly. */
  nextRoutes(): readonly string[];
}

export function createSoftswitch(): Softswitch {
  let revision = -1;
  let addresses: readonly string[] = [];
  let turn = 0;
  return {
    apply: (message) => {
      const snapshot = JSON.parse(message) as RoutingMessage;
      if (snapshot.revision <= revision) return;
      revision = snapshot.revision;
      addresses = snapshot.routes.map(({ address }) => address);
    },
    nextRoutes: () => {
      turn += 1;
      const first = turn % Math.max(1, addresses.length);
      return [...addresses.slice(first), ...addresses.slice(0, first)];
    },
  };
}
