import type { ServingSlot } from '../../domain/slot/slot.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import {
  type Demand,
  fromProjection,
  fromStanding,
  largest,
  scheduleAt,
} from '../demand/demand.ts';
import { shareOf } from '../scaling/capacity.ts';
import { isLeaving } from '../scaling/leaving.ts';
import { soonestGone } from '../scaling/order.ts';
import type { Situation } from '../situation.ts';

/**
 * The slots that will soon be let go: what somebody or AWS wants gone, and what the forecast, or the schedule, and all
 * that stands will no longer want when the easing is over.
 */
export function easedOff(
  situation: Situation,
  serving: readonly ServingSlot[],
  { expected }: Pick<Demand, 'expected'>,
): ReadonlySet<number> {
  const { definition, observed, nowMs } = situation;
  const gone = serving.filter((slot) => isLeaving(situation, slot));
  const numbers = new Set(gone.map(({ number }) => number));
  const { easeOff } = definition.routing;
  if (easeOff === 0 || isFrozen(observed.standing, nowMs)) return numbers;
  const thenMs = nowMs + easeOff;
  const { overrides } = observed.standing;
  const { surge } = observed.standing;
  const channels = expected?.(Math.ceil(easeOff / 60_000));
  const { instances } = largest(definition, [
    channels === undefined
      ? scheduleAt(definition, thenMs)
      : fromProjection(definition, { channels, atMs: thenMs }),
    ...fromStanding(definition, { nowMs: thenMs, overrides, surge }),
  ]);
  const staying = serving.filter(({ number }) => !numbers.has(number));
  let left = staying.reduce(
    (sum, { instance }) => sum + shareOf(definition, instance.placement),
    0,
  );
  const { step, every } = definition.shrink;
  const most = step * Math.max(1, Math.ceil(easeOff / every));
  const heard = staying.filter((slot) => situation.freshHeartbeatOf(slot));
  for (const { number, instance } of soonestGone(situation, heard, new Set()).slice(0, most)) {
    left -= shareOf(definition, instance.placement);
    if (left < Math.max(1, instances) - 1e-9) break;
    numbers.add(number);
  }
  return numbers;
}
