import { isDraining, isServing, type ServingSlot, type Slot } from '../../domain/slot/slot.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import { isMostOfTheFleetUnready } from '../care/serving.ts';
import { foundOnce, type Situation } from '../situation.ts';

/** Further ahead than this the daily fall takes the instance away in time by itself. */
const WARNED_AHEAD_MS = 24 * 3_600_000;
/** Its calls get this long to end before AWS acts. */
const DRAIN_AHEAD_MS = 2 * 3_600_000;
/** So many are replaced at once, at least one: an hour each, one by one, ten thousand would take a year. */
const REPLACED_SHARE = 0.01;

/** Why a slot in service is to go, whatever the load is. */
export interface Leaving {
  readonly reason: string;
  readonly onBehalfOf: string;
  /** From then on it drains even if no other can carry its calls. */
  readonly drainsByMs: number;
}

/**
 * A slot that leaves no longer counts as capacity, so another is launched for it first. Unhealthy
 * ones are drained by their own care; of those that are only replaced, a few at a time are enough.
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
  if (!nextOutdated(situation).has(slot.number)) return undefined;
  const { reason, onBehalfOf } = replacement;
  return { reason, onBehalfOf, drainsByMs: Number.POSITIVE_INFINITY };
}

/** The lowest, fewer while other outdated ones drain: one at a time below two hundred slots. */
const nextOutdated = foundOnce((situation): ReadonlySet<number> => {
  const { definition, observed } = situation;
  const old = observed.slots.filter((slot) => isOutdated(situation, slot));
  const atOnce = Math.max(1, Math.floor(definition.slots * REPLACED_SHARE));
  const numbers = old.filter(isServing).map(({ number }) => number);
  const room = Math.max(0, atOnce - old.filter(isDraining).length);
  return new Set(numbers.toSorted((a, b) => a - b).slice(0, room));
});

export function isOutdated({ observed }: Situation, slot: Slot): boolean {
  const { replacement } = observed.standing;
  if (!replacement || replacement.ended || !('instance' in slot)) return false;
  return slot.state !== 'stopping' && slot.instance.launchedAtMs < replacement.requestedAtMs;
}

function warningOf(situation: Situation, instanceId: string) {
  return warningsById(situation).get(instanceId)?.[0];
}

const warningsById = foundOnce(({ observed }) =>
  Map.groupBy(observed.standing.warnings, ({ instanceId }) => instanceId),
);
