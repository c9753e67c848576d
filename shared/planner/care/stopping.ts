import type { Condition } from '../../domain/notice.ts';
import { isBusy } from '../../domain/slot/evidence.ts';
import type { RestingSlot, StoppingSlot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';
import { act, type Care, change, keep, report } from './care.ts';
import { type Presence, presenceOf } from './presence.ts';

/** Told to stop; terminated if it does not go by itself; over when it is gone and its address free. */
export function careForStopping(situation: Situation, slot: StoppingSlot): Care {
  const presence = presenceOf(situation, slot);
  if (presence.is === 'unknown') return keep(slot);
  if (presence.is === 'alive') return sendAway(situation, slot, presence);
  if (!presence.terminated) return careForRemains(situation, slot);
  return careForAddress(situation, slot, presence.why);
}

type Alive = Extract<Presence, { readonly is: 'alive' }>;

function sendAway(situation: Situation, slot: StoppingSlot, { instance }: Alive): Care {
  const { definition, nowMs, observed } = situation;
  if (instance.directive !== 'stop')
    return act(slot, { kind: 'direct', slot, directive: 'stop', reason: slot.reason });
  if (nowMs - slot.sinceMs < definition.drain.stopDeadline) return keep(slot);
  if (!observed.heartbeats.known && !slot.endsCalls) return keep(slot);
  const heartbeat = situation.heartbeatOf(slot);
  // Whatever was proved before: an instance that says it has calls keeps them.
  if (heartbeat && isBusy(heartbeat) && !slot.endsCalls)
    return report(slot, busyAfterProof(slot, heartbeat.calls));
  return act(slot, { kind: 'terminate', slot, reason: 'it did not stop by itself in time' });
}

function busyAfterProof({ number, instance }: StoppingSlot, calls: number): Condition {
  return {
    key: `busy-after-proof:${number}`,
    severity: 'critical',
    says: `${instance.id} of slot ${number} was proved empty and reports ${calls} calls`,
    whatToDo: 'Find out where the calls come from. It is not terminated while it reports any.',
  };
}

/** Stopped but not terminated: it can hold no call any more, but it holds the address and a disk. */
function careForRemains(situation: Situation, slot: StoppingSlot): Care {
  const instance = situation.instanceById(slot.instance.id);
  if (instance?.state !== 'stopped') return keep(slot);
  return act(slot, { kind: 'terminate', slot, reason: 'it was stopped, not terminated' });
}

function careForAddress(situation: Situation, slot: StoppingSlot, gone: string): Care {
  if (!situation.observed.addresses.known) return keep(slot);
  const address = situation.addressOf(slot.number);
  if (address?.binding?.instanceId !== slot.instance.id)
    return change(situation, slot, { kind: 'instance-gone' }, gone);
  const { associationId } = address.binding;
  return act(slot, { kind: 'unbind-address', slot: slot.number, associationId, reason: gone });
}

export function careForResting(situation: Situation, slot: RestingSlot): Care {
  const { definition, nowMs } = situation;
  if (nowMs - slot.sinceMs < definition.drain.rest) return keep(slot);
  return change(situation, slot, { kind: 'rested' }, 'late packets have died off');
}
