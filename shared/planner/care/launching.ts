import type { CloudInstance } from '../../domain/cloud.ts';
import type { LaunchingSlot, SlotInstance } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';
import { act, type Care, change, keep } from './care.ts';

/** Then no more calls, only looks: whatever the last call did shows before the slot is given up. */
const REPEATED_MS = 20 * 60_000;
const GIVEN_UP_MS = 30 * 60_000;
/** EC2 shows what it has launched by then. Source: EC2 developer guide, "Eventual consistency". */
const SHOWN_MS = 3 * 60_000;
/** By then whoever placed the order has called, or will not (`usecases/reconcile/call-order.ts`). */
const CALLED_MS = 50_000;

/** The intent is durable; whether EC2 was asked is not known. */
export function careForLaunching(situation: Situation, slot: LaunchingSlot): Care {
  const { token, orderedAtMs } = slot.intent;
  const instance = situation.instanceByOrder(token, slot.number);
  if (instance) {
    const event = { kind: 'launched', instance: slotInstance(instance, slot) } as const;
    return change(situation, slot, event, `EC2 shows ${instance.id}`);
  }
  const ageMs = situation.nowMs - orderedAtMs;
  if (situation.observed.instances.known && ageMs > GIVEN_UP_MS)
    return change(situation, slot, { kind: 'launch-refused' }, 'no instance of the order appeared');
  if (ageMs < CALLED_MS || ageMs > REPEATED_MS) return keep(slot);
  const reason = 'the outcome of the launch is not known';
  const isRefusalFinal = situation.observed.instances.known && ageMs > SHOWN_MS;
  return act(slot, { kind: 'repeat-order', token, isRefusalFinal, reason });
}

function slotInstance({ id, arn, launchedAtMs }: CloudInstance, slot: LaunchingSlot): SlotInstance {
  return { id, arn, launchedAtMs, placement: slot.intent.placement };
}
