import { FULL_SHARE } from '../../domain/routing/snapshot.ts';
import type { ServingSlot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';
import { isUnwanted } from './leaving.ts';

/**
 * In which order slots are let go: those that are to go anyway; those that get no new calls already;
 * then, as they are expected to empty, fewest old calls, fewest new ones and fewest channels; the
 * highest number on a tie. Silent ones last. Where calls are packed, the highest number at once.
 */
export function soonestGone(
  situation: Situation,
  serving: readonly ServingSlot[],
  leaving: ReadonlySet<number>,
): ServingSlot[] {
  const isPacked = situation.definition.routing.dispatch === 'packed';
  const stays = (slot: ServingSlot) =>
    isUnwanted(situation, slot) || leaving.has(slot.number) ? 0 : 1;
  const share = ({ number }: ServingSlot) => situation.observed.shares.get(number) ?? FULL_SHARE;
  const old = (slot: ServingSlot) =>
    situation.freshHeartbeatOf(slot)?.callsOlderThanTenMinutes ?? Number.POSITIVE_INFINITY;
  const busy = (slot: ServingSlot) => situation.freshHeartbeatOf(slot)?.channels ?? 0;
  const byCalls = (a: ServingSlot, b: ServingSlot) =>
    Number(share(a) > 0) - Number(share(b) > 0) ||
    compare(old(a), old(b)) ||
    compare(share(a), share(b)) ||
    busy(a) - busy(b);
  return serving.toSorted(
    (a, b) => stays(a) - stays(b) || (isPacked ? 0 : byCalls(a, b)) || b.number - a.number,
  );
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
