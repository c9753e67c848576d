import type { PresentLoad } from '../../domain/load.ts';
import { live } from '../../domain/slot/life.ts';
import { isServing, type Slot } from '../../domain/slot/slot.ts';
import type { Demand } from '../demand/demand.ts';
import type { Situation } from '../situation.ts';
import type { Capacity } from './capacity.ts';
import { leavingOf } from './leaving.ts';

export interface Gap {
  readonly demand: Demand;
  readonly load: PresentLoad;
  readonly capacity: Capacity;
}

/** The slots that are to go and now may: others carry the load, or it cannot wait any longer. */
export function relieve(
  situation: Situation,
  slots: readonly Slot[],
  { capacity, demand, load }: Gap,
): Slot[] {
  const isEnough = capacity.serving >= demand.enough - 1e-9;
  const isSeen = situation.observed.instances.known && load.known && !situation.isBlind;
  const isCovered = isEnough && isSeen;
  return slots.filter(isServing).flatMap((slot) => {
    const leaving = leavingOf(situation, slot);
    if (!leaving || !(isCovered || situation.nowMs >= leaving.drainsByMs)) return [];
    const because = situation.because(leaving.reason, leaving.onBehalfOf);
    return [live(slot, { kind: 'drain-began' }, because)];
  });
}
