import type { Drift } from '../../shared/domain/routing/acknowledgement.ts';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';

/** The program that is fed, as far as the follower needs it. */
export interface Softswitch {
  /** Makes it route by the files as they now are. Throws when it does not take them. May be repeated. */
  apply(snapshot: RoutingSnapshot): Promise<void>;
  /** What it routes to, compared with what it should; undefined where it cannot be asked. */
  drift(snapshot: RoutingSnapshot): Promise<Drift | undefined>;
}

export function differs(drift: Drift | undefined): drift is Drift {
  return drift !== undefined && drift.missing.length + drift.extra.length > 0;
}

export function describeDrift({ missing, extra }: Drift): string {
  const lacks = missing.length > 0 ? [`lacks ${missing.join(', ')}`] : [];
  const keeps = extra.length > 0 ? [`still has ${extra.join(', ')}`] : [];
  return [...lacks, ...keeps].join(' and ');
}
