import { live } from '../../domain/slot/life.ts';
import { isServing, type Slot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';
import type { Capacity } from './capacity.ts';
import { leavingOf } from './leaving.ts';

/** The slots that are to go and now may: others carry the load, or it cannot wait any longer. */
export function relieve(
  situation: Situation,
  slots: readonly Slot[],
  capacity: Capacity,
  wanted: number,
): Slot[] {
  const isCovered = capacity.serving >= wanted - 1e-9 && !situation.isBlind;
  return slots.filter(isServing).flatMap((slot) => {
    const leaving = leavingOf(situation, slot);
    if (!leaving || !(isCovered || situation.nowMs >= leaving.drainsByMs)) return [];
    const because = situation.because(leaving.reason, leaving.onBehalfOf);
    return [live(slot, { kind: 'drain-began' }, because)];
  });
}
