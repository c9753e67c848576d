import type { CloudInstance } from '../../domain/cloud.ts';
import { isDead } from '../../domain/cloud.ts';
import type { OccupiedSlot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';

/** EC2 may not show a new instance for a while, and forgets a terminated one after an hour. */
export const ABSENT_MS = 15 * 60_000;

export type Presence =
  | { readonly is: 'alive'; readonly instance: CloudInstance }
  | { readonly is: 'dead'; readonly why: string; readonly terminated: boolean }
  | { readonly is: 'unknown' };

/** What EC2 and the heartbeats together say of a slot's instance; one look at EC2 alone proves no absence. */
export function presenceOf(situation: Situation, slot: OccupiedSlot): Presence {
  const { observed, nowMs } = situation;
  if (!observed.instances.known) return { is: 'unknown' };
  const instance = situation.instanceById(slot.instance.id);
  if (instance && isDead(instance)) {
    const terminated = instance.state === 'terminated';
    return { is: 'dead', why: `EC2 says ${instance.id} is ${instance.state}`, terminated };
  }
  if (instance) return { is: 'alive', instance };
  const lastSignMs = Math.max(
    slot.instance.launchedAtMs,
    situation.heartbeatOf(slot)?.atMs ?? 0,
    slot.state === 'stopping' ? slot.sinceMs : 0,
  );
  // EC2 takes the address from what it terminates: one that is still bound is a sign of life.
  const isBound = situation.addressBoundTo(slot.instance.id) !== undefined;
  const isReadable = observed.heartbeats.known && observed.addresses.known;
  if (!isReadable || isBound || nowMs - lastSignMs < ABSENT_MS) return { is: 'unknown' };
  const why = `EC2 no longer knows ${slot.instance.id} and nothing was heard of it`;
  return { is: 'dead', why, terminated: true };
}
