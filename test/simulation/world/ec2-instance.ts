export type InstanceState =
  | 'pending'
  | 'running'
  | 'shutting-down'
  | 'terminated'
  | 'stopping'
  | 'stopped';

/** For how long Describe still shows what is terminated. Source: EC2 user guide, "Terminate instances". */
const SHOWN_AFTER_END_MS = 3_600_000;

interface TagChange {
  readonly atMs: number;
  readonly key: string;
  /** Undefined: taken away. */
  readonly value: string | undefined;
}

/** What was launched and what has become of it; its state and its tags at any time follow from their times. */
export interface Ec2Instance {
  readonly id: string;
  readonly token: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly instanceType: string;
  readonly templateVersion: string;
  readonly launchIndex: number;
  readonly createdAtMs: number;
  readonly runningAtMs: number;
  readonly launchTags: ReadonlyMap<string, string>;
  readonly tagChanges: TagChange[];
  endingAtMs: number;
  endedAtMs: number;
  endsAs: 'stopped' | 'terminated';
  isImpaired: boolean;
}

export function stateAt(instance: Ec2Instance, atMs: number): InstanceState {
  if (atMs >= instance.endedAtMs) return instance.endsAs;
  if (atMs >= instance.endingAtMs)
    return instance.endsAs === 'terminated' ? 'shutting-down' : 'stopping';
  return atMs >= instance.runningAtMs ? 'running' : 'pending';
}

/** It may carry calls, or come to. */
export function isLive(instance: Ec2Instance, atMs: number): boolean {
  const state = stateAt(instance, atMs);
  return state === 'pending' || state === 'running';
}

export function tagsAt(instance: Ec2Instance, atMs: number): Map<string, string> {
  const tags = new Map(instance.launchTags);
  for (const { atMs: changedAtMs, key, value } of instance.tagChanges) {
    if (changedAtMs > atMs) break;
    if (value === undefined) tags.delete(key);
    else tags.set(key, value);
  }
  return tags;
}

export function isShownAt(instance: Ec2Instance, atMs: number): boolean {
  if (atMs < instance.createdAtMs) return false;
  return instance.endsAs !== 'terminated' || atMs < instance.endedAtMs + SHOWN_AFTER_END_MS;
}

/** Virtual CPUs of the types that the scenarios use. */
export function vcpusOf(instanceType: string): number {
  return instanceType.endsWith('.xlarge') ? 4 : 2;
}
