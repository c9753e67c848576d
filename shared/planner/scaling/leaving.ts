import { isDraining, isServing, type ServingSlot, type Slot } from '../../domain/slot/slot.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import { isMostOfTheFleetUnready } from '../care/serving.ts';
import type { Situation } from '../situation.ts';

/** Further ahead than this the daily fall takes the instance away in time by itself. */
const WARNED_AHEAD_MS = 24 * 3_600_000;
/** Its calls get this long to end before AWS acts. */
const DRAIN_AHEAD_MS = 2 * 3_600_000;

/** Why a slot in service is to go, whatever the load is. */
export interface Leaving {
  readonly reason: string;
  readonly onBehalfOf: string;
  /** From then on it drains even if no other can carry its calls. */
  readonly drainsByMs: number;
}

/**
 * A slot that leaves no longer counts as capacity, so another is launched for it first. Unhealthy
 * ones are drained by their own care; of those that are only replaced, one at a time is enough.
 */
export function leavingOf(situation: Situation, slot: ServingSlot): Leaving | undefined {
  return heldBack(slot) ?? warned(situation, slot) ?? outdated(situation, slot);
}

export function isLeaving(situation: Situation, slot: ServingSlot): boolean {
  const isSick = slot.flags.unhealthy !== undefined && !isMostOfTheFleetUnready(situation);
  return isSick || leavingOf(situation, slot) !== undefined;
}

/** Not to be used again, if it already drains. */
export function isUnwanted(situation: Situation, slot: Slot): boolean {
  if (slot.hold) return true;
  if (!('instance' in slot)) return false;
  return warningOf(situation, slot.instance.id) !== undefined || isOutdated(situation, slot);
}

function heldBack({ hold }: ServingSlot): Leaving | undefined {
  if (!hold) return undefined;
  const drainsByMs = hold.atOnce ? hold.sinceMs : Number.POSITIVE_INFINITY;
  return { reason: hold.reason, onBehalfOf: hold.onBehalfOf, drainsByMs };
}

function warned(situation: Situation, slot: ServingSlot): Leaving | undefined {
  const warning = warningOf(situation, slot.instance.id);
  if (!warning) return undefined;
  const { kind, says, notBeforeMs = situation.nowMs } = warning;
  if (notBeforeMs - situation.nowMs > WARNED_AHEAD_MS) return undefined;
  const drainsByMs = kind === 'interruption' ? 0 : notBeforeMs - DRAIN_AHEAD_MS;
  return { reason: says, onBehalfOf: 'AWS', drainsByMs };
}

function outdated(situation: Situation, slot: ServingSlot): Leaving | undefined {
  const { replacement } = situation.observed.standing;
  if (!replacement || isFrozen(situation.observed.standing, situation.nowMs)) return undefined;
  if (slot.number !== nextOutdated(situation)) return undefined;
  const { reason, onBehalfOf } = replacement;
  return { reason, onBehalfOf, drainsByMs: Number.POSITIVE_INFINITY };
}

/** The lowest, and none while another outdated one drains. */
function nextOutdated(situation: Situation): number | undefined {
  const old = situation.observed.slots.filter((slot) => isOutdated(situation, slot));
  if (old.some(isDraining)) return undefined;
  return old.filter(isServing).toSorted((a, b) => a.number - b.number)[0]?.number;
}

export function isOutdated({ observed }: Situation, slot: Slot): boolean {
  const { replacement } = observed.standing;
  if (!replacement || replacement.ended || !('instance' in slot)) return false;
  return slot.state !== 'stopping' && slot.instance.launchedAtMs < replacement.requestedAtMs;
}

function warningOf({ observed }: Situation, instanceId: string) {
  return observed.standing.warnings.find((warning) => warning.instanceId === instanceId);
}
