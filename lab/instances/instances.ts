import type { Instance as CloudInstance } from '../../local/cloud/ec2/instance.ts';
import { TAG } from '../../shared/domain/tags.ts';
import { bootInstance, type Instance, type Surroundings } from './instance.ts';

/** The Elastic IP of each slot, on loopback. */
export function addressOf(slot: number): string {
  return `127.0.10.${slot}`;
}

/** Machines behind the local cloud's instances: each launch boots one, each termination ends it. */
export interface Instances {
  /** Those that have booted and are not gone. */
  readonly up: readonly Instance[];
  /** All that ever booted. */
  readonly all: readonly Instance[];
  /** Boots that went wrong. */
  readonly faults: readonly string[];
  close(): void;
}

export function runInstances(surroundings: Surroundings): Instances {
  const { clock } = surroundings;
  const { ec2 } = surroundings.stage.cloud;
  const booted: Instance[] = [];
  const faults: string[] = [];
  const ended = new Set<string>();
  const boot = async (launched: CloudInstance) => {
    await clock.until(launched.runningAtMs);
    if (ended.has(launched.id)) return;
    const slot = slotOf(launched);
    const instance = await bootInstance(surroundings, {
      id: launched.id,
      slot,
      address: addressOf(slot),
    });
    booted.push(instance);
    if (ended.has(launched.id)) instance.die();
  };
  ec2.launchListeners.push((launched) => {
    boot(launched).catch((error: unknown) => faults.push(`${launched.id}: ${String(error)}`));
  });
  ec2.terminationListeners.push(({ id }) => {
    ended.add(id);
    booted.find((each) => each.id === id)?.die();
  });
  return {
    get up() {
      return booted.filter(({ isUp }) => isUp);
    },
    all: booted,
    faults,
    close: () => {
      for (const instance of booted) instance.die();
    },
  };
}

/** The member of its order that it is. */
function slotOf({ launchTags, launchIndex }: CloudInstance): number {
  const members = launchTags.get(TAG.members)?.split(',') ?? [];
  return Number(members[launchIndex]?.split('/')[0]);
}
