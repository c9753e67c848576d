import type { CloudAddress, CloudInstance } from '../domain/cloud.ts';
import type { Heartbeat } from '../domain/heartbeat.ts';
import type { LaunchOrder, RefusedOffering } from '../domain/launch-order.ts';
import type { LoadSample } from '../domain/load.ts';
import type { LoadHistory } from '../domain/load-history.ts';
import type { Acknowledgement } from '../domain/routing/acknowledgement.ts';
import type { Published, Shares } from '../domain/routing/snapshot.ts';
import type { Slot } from '../domain/slot/slot.ts';
import type { Standing } from '../domain/standing/standing.ts';

/** Everything that one tick sees. What could not be read says so, and is never taken for empty. */
export interface Observed {
  readonly slots: readonly Slot[];
  readonly orders: readonly LaunchOrder[];
  readonly refused: readonly RefusedOffering[];
  /** One for each recent tick, oldest first. */
  readonly samples: readonly LoadSample[];
  /** The fleet's own past; what cannot be read is as if it had none. */
  readonly history: LoadHistory;
  readonly instances: Reading<readonly CloudInstance[]>;
  readonly addresses: Reading<readonly CloudAddress[]>;
  /** By the instance's ARN. */
  readonly heartbeats: Reading<ReadonlyMap<string, Heartbeat>>;
  /** What is published of the routes, and what each softswitch node says that it applied. */
  readonly published: Published | undefined;
  /** As the standing routes have them. */
  readonly shares: Shares;
  readonly acknowledgements: readonly Acknowledgement[];
  /** Ids of silent instances that EC2's status checks call impaired. */
  readonly impaired: ReadonlySet<string>;
  /** Of the warnings those that stand in the table and those that EC2 shows. */
  readonly standing: Standing;
}

export type Reading<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly because: string };

export function known<T>(value: T): Reading<T> {
  return { known: true, value };
}

export function unknown<T>(because: string): Reading<T> {
  return { known: false, because };
}
