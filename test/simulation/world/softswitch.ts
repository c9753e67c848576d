interface Route {
  readonly slot: number;
  readonly address: string;
  readonly weight: number;
}

export interface Snapshot {
  readonly revision: number;
  readonly routes: readonly Route[];
}

/** A softswitch node: it routes by the newest snapshot that reached it, however that came. */
export class SoftswitchNode {
  readonly name: string;
  /** The highest that it has applied. */
  revision = 0;
  routes: readonly Route[] = [];
  isDownUntilMs = 0;
  /** By address, when it left the routes. */
  readonly #leftAtMs = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  /** Whether it changed anything. */
  apply(snapshot: Snapshot, nowMs: number): boolean {
    if (snapshot.revision <= this.revision) return false;
    for (const { address } of this.routes) this.#leftAtMs.set(address, nowMs);
    this.revision = snapshot.revision;
    this.routes = snapshot.routes;
    return true;
  }

  /** Since when it sends no call there; never, if it does. */
  leftAtMs(address: string): number {
    const isThere = this.routes.some((route) => route.address === address);
    return isThere ? Number.POSITIVE_INFINITY : (this.#leftAtMs.get(address) ?? 0);
  }

  /** Addresses in the order in which a call tries them; `draw` is uniform in [0, 1). */
  order(draw: number): string[] {
    const total = this.routes.reduce((sum, { weight }) => sum + weight, 0);
    let left = draw * total;
    const first = this.routes.find(({ weight }) => {
      left -= weight;
      return weight > 0 && left < 0;
    });
    const others = this.routes.filter((route) => route !== first);
    return [...(first ? [first] : []), ...others].map(({ address }) => address);
  }
}
