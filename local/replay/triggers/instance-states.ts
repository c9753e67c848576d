import type { Ec2World } from '../../cloud/ec2/ec2-world.ts';
import { type Instance, stateOf } from '../../cloud/ec2/instance.ts';

interface StateChange {
  readonly id: string;
  readonly state: string;
  readonly atMs: number;
}

/** The changes of state that the deployed rule lets through, each once, in their order. */
export interface InstanceStates {
  /** Those that come until then, as far as they are already certain; late ones included. */
  changesUntil(toMs: number): StateChange[];
}

export function watchInstances(ec2: Ec2World): InstanceStates {
  const told = new Map<Instance, number>();
  ec2.launchListeners.push((instance) => told.set(instance, 0));
  return {
    changesUntil: (toMs) =>
      [...told]
        .flatMap(([instance, count]) => {
          const changes = changesOf(instance).filter(({ atMs }) => atMs <= toMs);
          told.set(instance, changes.length);
          if (toMs >= instance.endedAtMs) told.delete(instance);
          return changes.slice(count);
        })
        .toSorted((a, b) => a.atMs - b.atMs),
  };
}

/** `pending` is none of them: serverless.yml leaves it out. */
function changesOf(instance: Instance): StateChange[] {
  const { id, runningAtMs, endingAtMs, endedAtMs } = instance;
  const times = [...(runningAtMs < endingAtMs ? [runningAtMs] : []), endingAtMs, endedAtMs];
  return times
    .filter(Number.isFinite)
    .map((atMs) => ({ id, state: stateOf(instance, atMs), atMs }));
}
