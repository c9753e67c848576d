import type { PresentLoad } from '../../domain/load.ts';
import { isDraining, isServing, type Slot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';

/**
 * The load over all instances that may carry calls, those of slots that were only found now included; unknown
 * as soon as one of them is silent.
 */
export function presentLoad(situation: Situation, found: readonly Slot[] = []): PresentLoad {
  const { observed, nowMs } = situation;
  if (!observed.heartbeats.known) return { known: false, because: observed.heartbeats.because };
  const slots = [...observed.slots, ...found];
  const carrying = slots.filter((slot) => isServing(slot) || isDraining(slot));
  const heartbeats = carrying.map(situation.freshHeartbeatOf);
  const silent = carrying.filter((_, index) => !heartbeats[index]);
  if (silent.length > 0) {
    const numbers = silent.map(({ number }) => number).join(', ');
    return { known: false, because: `no heartbeat of slot ${numbers}` };
  }
  const channels = heartbeats.reduce((sum, heartbeat) => sum + (heartbeat?.channels ?? 0), 0);
  const attempts = heartbeats.reduce(
    (sum, heartbeat) => sum + (heartbeat?.callAttemptsLastMinute ?? 0),
    0,
  );
  return { known: true, sample: { atMs: nowMs, channels, attemptsPerSecond: attempts / 60 } };
}
