export type InstanceStateName =
  | 'pending'
  | 'running'
  | 'shutting-down'
  | 'terminated'
  | 'stopping'
  | 'stopped';

const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** Describe shows a terminated instance for about an hour. */
const SHOWN_AFTER_END_MS = 3_600_000;

export interface TagChange {
  readonly atMs: number;
  readonly key: string;
  readonly value: string;
}

export interface ScheduledEvent {
  readonly code: string;
  readonly description: string;
  readonly notBeforeMs: number;
}

/** What was asked for, and what has become of it; its state at any time follows from its times. */
export interface Instance {
  readonly id: string;
  readonly reservationId: string;
  readonly clientToken: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly instanceType: string;
  readonly launchIndex: number;
  readonly launchedAtMs: number;
  readonly runningAtMs: number;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly tags: Map<string, string>;
  readonly launchTags: ReadonlyMap<string, string>;
  /** What CreateTags wrote since the launch, oldest first. */
  readonly tagChanges: TagChange[];
  readonly privateIp: string;
  isImpaired: boolean;
  /** What AWS has announced to do with it. */
  event?: ScheduledEvent;
  endingAtMs: number;
  endedAtMs: number;
  endsAs: 'stopped' | 'terminated';
}

export function stateOf(instance: Instance, atMs: number): InstanceStateName {
  if (atMs >= instance.endedAtMs) return instance.endsAs;
  if (atMs >= instance.endingAtMs)
    return instance.endsAs === 'terminated' ? 'shutting-down' : 'stopping';
  return atMs >= instance.runningAtMs ? 'running' : 'pending';
}

export function stateXml(state: InstanceStateName) {
  return { code: STATE_CODES[state], name: state };
}

/** Whether it still counts against capacity, and can hold an address. */
export function isLive(instance: Instance, atMs: number): boolean {
  return stateOf(instance, atMs) !== 'terminated';
}

/** Virtual CPUs of a type, by its size: `c7g.large` has 2, `c7g.4xlarge` has 16. */
export function vcpusOf(instanceType: string): number {
  const size = instanceType.split('.')[1] ?? '';
  const times = /^(\d*)xlarge$/.exec(size);
  if (times) return 4 * Number(times[1] || 1);
  return size === 'medium' ? 1 : 2;
}

/** Describe shows a new instance late, and forgets an old one. */
export function isShown(instance: Instance, atMs: number, lagMs: number): boolean {
  if (atMs < instance.launchedAtMs + lagMs) return false;
  return instance.endsAs !== 'terminated' || atMs < instance.endedAtMs + SHOWN_AFTER_END_MS;
}
