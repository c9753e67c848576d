import { type Flag, isServing, type ServingSlot, type Slot } from '../../domain/slot/slot.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import { foundOnce, type Situation } from '../situation.ts';
import { bindingOf } from './binding.ts';
import { act, type Care, change, keep } from './care.ts';
import { presenceOf } from './presence.ts';
import { careForSilence } from './silence.ts';

const UNREADY_MS = 60_000;

/** Kept in service while EC2 says that it is well; out of the routes at once when it is dead. */
export function careForServing(situation: Situation, slot: ServingSlot): Care {
  const presence = presenceOf(situation, slot);
  if (presence.is === 'dead')
    return change(situation, slot, { kind: 'instance-lost' }, presence.why);
  const silence = careForSilence(situation, slot);
  if (silence) return silence;
  const readiness = careForReadiness(situation, slot);
  if (readiness) return readiness;
  if (presence.is === 'unknown') return keep(slot);
  const binding = bindingOf(situation, slot);
  if (binding.is === 'unbound') return binding.care;
  if (presence.instance.directive === 'serve') return keep(slot);
  return act(slot, { kind: 'direct', slot, directive: 'serve', reason: 'it serves' });
}

/** One that says for a minute that it cannot serve is drained, once another is there that can. */
function careForReadiness(situation: Situation, slot: ServingSlot): Care | undefined {
  const heartbeat = situation.freshHeartbeatOf(slot);
  const flag: Flag = 'unhealthy';
  const raised = slot.flags[flag];
  if (!heartbeat) return undefined;
  if (heartbeat.ready)
    return raised && change(situation, slot, { kind: 'flag-lowered', flag }, 'it is ready again');
  const reason = `not ready: ${heartbeat.reasons.join(', ')}`;
  if (!raised) return change(situation, slot, { kind: 'flag-raised', flag }, reason);
  const isLasting = situation.nowMs - raised.sinceMs >= UNREADY_MS;
  if (!isLasting || isMostOfTheFleetUnready(situation)) return undefined;
  if (!situation.observed.instances.known) return undefined;
  if (isFrozen(situation.observed.standing, situation.nowMs)) return undefined;
  if (!situation.observed.slots.some((other) => isReady(situation, other))) return undefined;
  return change(situation, slot, { kind: 'drain-began' }, reason);
}

function isReady(situation: Situation, slot: Slot): boolean {
  return isServing(slot) && situation.freshHeartbeatOf(slot)?.ready === true;
}

/** What most of the fleet lacks at once is not the fault of one instance. */
export const isMostOfTheFleetUnready = foundOnce((situation) => {
  const serving = situation.observed.slots.filter(isServing);
  const unready = serving.filter((slot) => situation.freshHeartbeatOf(slot)?.ready === false);
  return unready.length > 1 && unready.length * 2 > serving.length;
});
