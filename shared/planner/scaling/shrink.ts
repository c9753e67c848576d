import { type LoadSample, withSample } from '../../domain/load.ts';
import { live } from '../../domain/slot/life.ts';
import { isServing, type ServingSlot, type Slot } from '../../domain/slot/slot.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import { instancesFor, loadIn } from '../demand/demand.ts';
import type { Situation } from '../situation.ts';
import { shareOf } from './capacity.ts';
import { soonestGone } from './order.ts';
import type { Gap } from './relieve.ts';

const TICK_GAP_MS = 150_000;

export interface Release extends Gap {
  readonly reason: string;
}

/**
 * The slots that begin to drain. Slower than growing on purpose: only on known load, only when the
 * lower number also holds for the recent past or, where a forecast decides, for the time ahead; never
 * more than the definition's step at a time, and first the slots that are expected to empty soonest
 * (`order.ts`).
 */
export function letGo(
  situation: Situation,
  slots: readonly Slot[],
  { demand, load, capacity, reason }: Release,
): Slot[] {
  const { definition, observed, nowMs } = situation;
  if (!load.known || situation.isBlind || !observed.instances.known) return [];
  if (isFrozen(observed.standing, nowMs)) return [];
  const past = demand.expected ? 0 : neededLately(situation, load.most ?? load.sample);
  const serving = slots.filter(isServing).filter(({ flags }) => !flags.unhealthy);
  const coming = demand.expected ? capacity.coming : 0;
  const keep = Math.max(demand.enough - coming, past, definition.minimum);
  return beyond(situation, serving, keep)
    .slice(0, Math.max(0, stepLeft(situation, slots)))
    .map((slot) => live(slot, { kind: 'drain-began' }, situation.because(reason)));
}

/** By the same measure that grows: what was launched for arrivals is not let go for want of channels. */
function neededLately({ definition, observed, nowMs }: Situation, sample: LoadSample): number {
  const { lookBack } = definition.shrink;
  const recent = withSample(observed.samples, sample).filter(
    ({ atMs }) => nowMs - atMs <= lookBack,
  );
  if (!isUnbroken(recent, nowMs - lookBack)) return Number.POSITIVE_INFINITY;
  const busiest = Math.max(...recent.map((each) => loadIn(definition, each)));
  return instancesFor(definition, busiest);
}

/** Those that may go, soonest gone first, while what stays is still enough. */
function beyond(
  situation: Situation,
  serving: readonly ServingSlot[],
  keep: number,
): ServingSlot[] {
  const share = ({ instance }: ServingSlot) => shareOf(situation.definition, instance.placement);
  let left = serving.reduce((sum, slot) => sum + share(slot), 0);
  // What is silent may be the busiest of all, and its calls could not be seen to end.
  const heard = serving.filter((slot) => situation.freshHeartbeatOf(slot));
  return soonestGone(situation, heard, new Set()).filter((slot) => {
    if (left - share(slot) < keep - 1e-9) return false;
    left -= share(slot);
    return true;
  });
}

/** Ticks that were missed leave a hole, and a hole is no evidence that the load was low. */
function isUnbroken(samples: readonly LoadSample[], fromMs: number): boolean {
  return samples.every(({ atMs }, index) => {
    const beforeMs = samples[index - 1]?.atMs ?? fromMs;
    return atMs - beforeMs <= TICK_GAP_MS;
  });
}

function stepLeft({ definition, nowMs }: Situation, slots: readonly Slot[]): number {
  const { step, every } = definition.shrink;
  const begun = slots.filter((slot) => nowMs - retiringSinceMs(slot) < every).length;
  return step - begun;
}

function retiringSinceMs(slot: Slot): number {
  if (slot.state === 'draining') return slot.drain.startedAtMs;
  return slot.state === 'stopping' || slot.state === 'resting' ? slot.sinceMs : 0;
}
