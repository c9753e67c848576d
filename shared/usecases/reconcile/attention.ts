import { isDraining, isServing, type Slot } from '../../domain/slot/slot.ts';
import type { Decision } from './report.ts';

/** A follower looks at the routes each half minute: some looks that failed are no matter for a person. */
const ACKNOWLEDGED_WITHIN_MS = 2 * 60_000;

/**
 * How many things stand that a person has to look at: slots that are silent, that drain for too long
 * or that serve although they say that they cannot, and softswitch nodes that are two minutes behind.
 */
export function attentionOf(slots: readonly Slot[], decision: Decision): number {
  const { unacknowledgedMs, unacknowledgedBy } = decision;
  const behind = unacknowledgedMs >= ACKNOWLEDGED_WITHIN_MS ? unacknowledgedBy.length : 0;
  return slots.filter(isForPeople).length + behind;
}

/** An unhealthy one drains within a minute or two by itself, unless nothing could take its place. */
function isForPeople(slot: Slot): boolean {
  if (isServing(slot)) return Boolean(slot.flags.silent ?? slot.flags.unhealthy);
  if (isDraining(slot)) return Boolean(slot.flags.silent ?? slot.flags.overdue);
  return false;
}
