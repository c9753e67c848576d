import type { CloudAddress, CloudInstance } from '../domain/cloud.ts';
import type { Directive } from '../domain/heartbeat.ts';
import type { LaunchOrder } from '../domain/launch-order.ts';
import type { InstanceWarning } from '../domain/standing/standing.ts';

/** EC2, as far as a fleet needs it; everything is found by the fleet's tags. */
export interface Cloud {
  /**
   * All of the fleet's instances that EC2 still shows, terminated ones included. Where there are about a
   * thousand or more, those alone that have a launch order.
   */
  instances(fleet: string, about?: number): Promise<readonly CloudInstance[]>;
  addresses(fleet: string): Promise<readonly CloudAddress[]>;
  /** Those of the instances that EC2's status checks call impaired. */
  impaired(instanceIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** What AWS will do to instances of this account, and when; those of others are among them. */
  warnings(): Promise<readonly InstanceWarning[]>;
  /** Where and from what the fleet may launch. */
  launchGround(fleet: string): Promise<LaunchGround>;
  /** May be repeated: the same order is the same launch. Throws only on what no answer explains. */
  launch(order: LaunchOrder): Promise<LaunchOutcome>;
  /** Refuses to take the address from another instance. May be repeated. */
  bind(allocationId: string, instanceId: string): Promise<void>;
  /** By the association, which a later one does not share. May be repeated. */
  unbind(associationId: string): Promise<void>;
  direct(instanceId: string, directive: Directive): Promise<void>;
  terminate(instanceId: string): Promise<void>;
}

export interface LaunchGround {
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
  readonly template: string;
  readonly templateVersion: string;
  /** How many instances may be asked for now; absent: as many as one likes. */
  readonly room?: number;
}

export type LaunchOutcome =
  | { readonly is: 'launched'; readonly instances: readonly CloudInstance[] }
  /** EC2 said no, and nothing runs. `scope` is what is not worth asking again for a while. */
  | { readonly is: 'refused'; readonly code: string; readonly scope: 'zone' | 'type' | 'order' }
  /** It may or may not have happened: the same call again, later. */
  | { readonly is: 'unknown'; readonly because: string };
