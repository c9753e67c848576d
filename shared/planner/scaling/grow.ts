import type { LaunchOrder } from '../../domain/launch-order.ts';
import { live } from '../../domain/slot/life.ts';
import {
  type DrainingSlot,
  isDraining,
  type Slot,
  type VacantSlot,
} from '../../domain/slot/slot.ts';
import { areLaunchesFrozen } from '../../domain/standing/standing.ts';
import type { Launch } from '../action.ts';
import { hasFreeAddress } from '../care/binding.ts';
import { type Caution, cautionOf } from '../launching/caution.ts';
import type { Situation } from '../situation.ts';
import { isUnwanted } from './leaving.ts';

const HOUR_MS = 3_600_000;

/** Drains taken back first: it is the cheapest and fastest launch there is. */
export function takeBack(
  situation: Situation,
  slots: readonly Slot[],
  wanted: number,
  reason: string,
): Slot[] {
  return slots
    .filter((slot) => canBeTakenBack(situation, slot))
    .toSorted((a, b) => calls(situation, b) - calls(situation, a) || a.number - b.number)
    .slice(0, wanted)
    .map((slot) => live(slot, { kind: 'drain-taken-back' }, situation.because(reason)));
}

export function canBeTakenBack(situation: Situation, slot: Slot): slot is DrainingSlot {
  return isDraining(slot) && canServeAgain(situation, slot) && !isUnwanted(situation, slot);
}

/** The vacant slots to launch now, within the definition's limits on a tick and on an hour. */
export function launchInto(
  situation: Situation,
  slots: readonly Slot[],
  wanted: number,
  reason: string,
): Launch | undefined {
  const { definition, observed, nowMs } = situation;
  if (areLaunchesFrozen(observed.standing, nowMs)) return undefined;
  const count = Math.min(wanted, definition.launch.perTick, launchesLeft(situation));
  const vacant = slots
    .filter((slot): slot is VacantSlot => slot.state === 'vacant')
    .filter(({ number, hold }) => number <= definition.slots && !hold)
    .filter((slot) => hasFreeAddress(situation, slot))
    .toSorted((a, b) => a.number - b.number)
    .slice(0, Math.max(0, count));
  const caution: Caution | undefined = cautionOf(definition, slots, nowMs);
  return vacant.length > 0 ? { kind: 'launch', slots: vacant, caution, reason } : undefined;
}

export function launchesLeft({ definition, observed, nowMs }: Situation): number {
  const counts = ({ orderedAtMs, isRefused }: LaunchOrder) =>
    !isRefused && nowMs - orderedAtMs < HOUR_MS;
  const launched = observed.orders.filter(counts).flatMap(({ members }) => members).length;
  const tokens = new Set(observed.orders.map(({ token }) => token));
  // Claimed by a run that died before it wrote the order: the next one launches them.
  const claimed = observed.slots.filter(
    (slot) => slot.state === 'launching' && !tokens.has(slot.intent.token),
  ).length;
  return Math.max(0, definition.launch.perHour - launched - claimed);
}

function canServeAgain(situation: Situation, slot: DrainingSlot): boolean {
  const isWell = !slot.flags.unhealthy && !slot.flags.silent;
  // The readiness of an instance that refuses new calls says what it would be without that.
  return isWell && situation.freshHeartbeatOf(slot)?.ready === true;
}

function calls(situation: Situation, slot: DrainingSlot): number {
  return situation.freshHeartbeatOf(slot)?.calls ?? 0;
}
