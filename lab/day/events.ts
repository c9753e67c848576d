import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SlotChange } from '../../shared/domain/slot/slot.ts';
import type { Instance } from '../instances/instance.ts';

/** From the decision to the first call; epoch milliseconds of the lab's clock. */
export interface Launch {
  readonly slot: number;
  readonly decidedAtMs: number;
  readonly reason: string;
  readonly readyAtMs: number | undefined;
  readonly firstCallAtMs: number | undefined;
}

/** From leaving the routes to the proof that the last call has ended, or to its being taken back. */
export interface Drain {
  readonly slot: number;
  readonly beganAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly ended: 'empty' | 'taken back' | 'not yet' | 'lost';
}

export function launchesIn(
  changes: readonly SlotChange[],
  firstCalls: ReadonlyMap<string, number>,
): Launch[] {
  return changes
    .filter(({ kind }) => kind === 'claimed')
    .map((claimed) => {
      const isSame = (change: SlotChange) =>
        change.slot === claimed.slot && change.generation === claimed.generation;
      const ready = changes.find((each) => isSame(each) && each.kind === 'became-ready');
      const launched = changes.find((each) => isSame(each) && each.instanceId);
      return {
        slot: claimed.slot,
        decidedAtMs: claimed.atMs,
        reason: claimed.reason,
        readyAtMs: ready?.atMs,
        firstCallAtMs: firstCalls.get(launched?.instanceId ?? ''),
      };
    });
}

const ENDS: Readonly<Record<string, Drain['ended']>> = {
  'proved-empty': 'empty',
  'drain-taken-back': 'taken back',
  'instance-lost': 'lost',
};

export function drainsIn(changes: readonly SlotChange[]): Drain[] {
  return changes.flatMap((began, index): Drain[] => {
    if (began.kind !== 'drain-began') return [];
    const end = changes
      .slice(index)
      .find(({ slot, kind }) => slot === began.slot && ENDS[kind] !== undefined);
    const ended = (end && ENDS[end.kind]) ?? 'not yet';
    return [{ slot: began.slot, beganAtMs: began.atMs, endedAtMs: end?.atMs, ended }];
  });
}

/** Lines of Asterisk's own logs that say that something went wrong. */
export function logFaults(instances: readonly Instance[]): string[] {
  return instances.flatMap(({ slot, id, folder }) => {
    const file = join(folder, 'log/messages.log');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return lines
      .filter((line) => /\b(ERROR|WARNING)\[/.test(line))
      .map((line) => `slot ${slot} (${id}): ${line}`);
  });
}
