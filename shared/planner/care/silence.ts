import type { DrainingSlot, ServingSlot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';
import { type Care, change } from './care.ts';

/**
 * A slot without heartbeats is told and kept. It leaves the routes only when EC2's own checks call
 * its instance impaired; when many are silent at once, it is the telemetry that is broken.
 */
export function careForSilence(
  situation: Situation,
  slot: ServingSlot | DrainingSlot,
): Care | undefined {
  const flag = 'silent';
  const isSilent = situation.freshHeartbeatOf(slot) === undefined;
  if (situation.isBlind) return undefined;
  if (isSilent && !slot.flags.silent)
    return change(situation, slot, { kind: 'flag-raised', flag }, 'its heartbeats stopped');
  if (!isSilent && slot.flags.silent)
    return change(situation, slot, { kind: 'flag-lowered', flag }, 'its heartbeats are back');
  if (!situation.observed.instances.known) return undefined;
  if (isSilent && slot.state === 'serving' && situation.observed.impaired.has(slot.instance.id)) {
    const reason = 'its heartbeats stopped and EC2 calls it impaired';
    return change(situation, slot, { kind: 'drain-began' }, reason);
  }
  return undefined;
}
