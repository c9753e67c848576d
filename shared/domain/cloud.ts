import type { Directive } from './heartbeat.ts';

/** An EC2 instance that carries the fleet's tag, as EC2 describes it. */
export interface CloudInstance {
  readonly id: string;
  readonly arn: string;
  readonly state: CloudInstanceState;
  readonly zone: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly launchedAtMs: number;
  readonly templateVersion: string;
  /** Which member of its launch order it is. */
  readonly launchIndex: number;
  /** The token of the launch order that made it; empty where none did. */
  readonly order: string;
  /** The membership that its tags and its launch index give it; none without an order. */
  readonly member: OrderMember | undefined;
  readonly directive: Directive | undefined;
}

export type CloudInstanceState =
  | 'pending'
  | 'running'
  | 'shutting-down'
  | 'terminated'
  | 'stopping'
  | 'stopped';

/** What EC2 said of one instance a moment ago. */
export interface StateChange {
  readonly instanceId: string;
  readonly state: CloudInstanceState;
}

export interface OrderMember {
  readonly slot: number;
  readonly generation: number;
}

/** An Elastic IP that carries the fleet's tag. */
export interface CloudAddress {
  readonly allocationId: string;
  readonly ip: string;
  readonly slot: number;
  readonly binding?: { readonly associationId: string; readonly instanceId: string };
}

/** An instance's states in the order in which it comes to them; nothing leads back but a start by hand. */
const LIFE: readonly CloudInstanceState[] = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
];

/** Describe lags behind EC2's own events, and events come late: the later of the two is true. */
export function withState(instance: CloudInstance, told: CloudInstanceState): CloudInstance {
  return LIFE.indexOf(told) > LIFE.indexOf(instance.state)
    ? { ...instance, state: told }
    : instance;
}

/** No call can be on it any more. */
export function isDead({ state }: CloudInstance): boolean {
  return state !== 'pending' && state !== 'running';
}

export function writeMembers(members: readonly OrderMember[]): string {
  return members.map(({ slot, generation }) => `${slot}/${generation}`).join(',');
}

/** The one at this index of what `writeMembers` wrote; none where there is none, or no membership. */
export function readMember(text: string, index: number): OrderMember | undefined {
  const [, slot, generation] = /^(\d+)\/(\d+)$/.exec(text.split(',')[index] ?? '') ?? [];
  return slot ? { slot: Number(slot), generation: Number(generation) } : undefined;
}
