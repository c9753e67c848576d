import { isOutOfRoutes, isProvedEmpty, weigh } from '../../domain/slot/evidence.ts';
import { live } from '../../domain/slot/life.ts';
import type { DrainingSlot, Slot } from '../../domain/slot/slot.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import type { Situation } from '../situation.ts';
import { act, type Care, change, keep } from './care.ts';
import { presenceOf } from './presence.ts';
import { careForSilence } from './silence.ts';

/** Waits for the routes to be left, then for proof from the instance that its calls have ended. */
export function careForDraining(situation: Situation, slot: DrainingSlot): Care {
  const { definition, nowMs } = situation;
  const { acknowledgements } = situation.observed;
  const presence = presenceOf(situation, slot);
  if (presence.is === 'dead')
    return change(situation, slot, { kind: 'instance-lost' }, presence.why);
  const recovered = careForRecovery(situation, slot);
  if (recovered) return recovered;
  const late = careForLateness(situation, slot);
  if (late) return late;
  if (isFrozen(situation.observed.standing, nowMs))
    return careForSilence(situation, slot) ?? keep(slot);
  if (!isOutOfRoutes(slot, definition, { acknowledgements, nowMs }))
    return careForSilence(situation, slot) ?? keep(slot);
  // What EC2 does not show is not judged: it stays spare until it is seen again.
  if (presence.is === 'unknown') return careForSilence(situation, slot) ?? keep(slot);
  if (presence.instance.directive !== 'drain') {
    const reason = 'the softswitch has moved on';
    return act(unproved(situation, slot), { kind: 'direct', slot, directive: 'drain', reason });
  }
  return careForSilence(situation, slot) ?? careForEvidence(situation, slot);
}

/** What is ready again may be taken back when demand returns. */
function careForRecovery(situation: Situation, slot: DrainingSlot): Care | undefined {
  if (!slot.flags.unhealthy || !situation.freshHeartbeatOf(slot)?.ready) return undefined;
  return change(situation, slot, { kind: 'flag-lowered', flag: 'unhealthy' }, 'it is ready again');
}

/** While it was told otherwise it may have taken calls: what was read before that proves nothing. */
function unproved(situation: Situation, slot: DrainingSlot): Slot {
  if (!slot.drain.evidence) return slot;
  return live(slot, { kind: 'reading', evidence: undefined }, situation.because('told again'));
}

function careForEvidence(situation: Situation, slot: DrainingSlot): Care {
  const { definition, nowMs, observed } = situation;
  if (!observed.heartbeats.known) return keep(slot);
  const before = slot.drain.evidence;
  const evidence = weigh(before, situation.freshHeartbeatOf(slot), nowMs);
  if (evidence === before) return keep(slot);
  const weighed = live(slot, { kind: 'reading', evidence }, situation.because('a reading'));
  const { proof } = definition.drain;
  if (!evidence || !isProvedEmpty(evidence, proof, nowMs)) return keep(weighed);
  const seconds = Math.round((evidence.lastAtMs - evidence.firstAtMs) / 1000);
  const reason = `${evidence.readings} readings of zero calls over ${seconds} seconds`;
  return change(situation, weighed, { kind: 'proved-empty' }, reason);
}

function careForLateness(situation: Situation, slot: DrainingSlot): Care | undefined {
  const { drain } = situation.definition;
  const ageMs = situation.nowMs - slot.drain.startedAtMs;
  const minutes = Math.round(ageMs / 60_000);
  const isCut = drain.cutCallsAfter !== undefined && ageMs > drain.cutCallsAfter;
  if (isCut && !isFrozen(situation.observed.standing, situation.nowMs)) {
    const reason = `draining for ${minutes} minutes; the definition ends calls after that`;
    return change(situation, slot, { kind: 'calls-cut-by-policy' }, reason);
  }
  if (slot.flags.overdue || ageMs <= drain.overdueAfter) return undefined;
  const left = situation.freshHeartbeatOf(slot)?.calls ?? 'an unknown number of';
  const reason = `draining for ${minutes} minutes with ${left} calls left`;
  return change(situation, slot, { kind: 'flag-raised', flag: 'overdue' }, reason);
}
