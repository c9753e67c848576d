import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { withSample } from '../../domain/load.ts';
import { FULL_SHARE, type Shares } from '../../domain/routing/snapshot.ts';
import { isServing, type Placement, type ServingSlot, type Slot } from '../../domain/slot/slot.ts';
import type { Demand } from '../demand/demand.ts';
import { soonestGone } from '../scaling/order.ts';
import type { Gap } from '../scaling/relieve.ts';
import type { Situation } from '../situation.ts';
import { easedOff } from './easing.ts';
import { fill, type Room, roomOf } from './fill.ts';

const LEVEL_SAMPLES = 3;
const WARM_UP_STEPS = 4;

/**
 * What share of the new calls each serving slot is to get. Calls in progress go with their slot, so
 * that in the long run a slot carries the share of the load that it is given here. Undefined when
 * the load is not known: then what stands is kept.
 */
export function sharesOf(
  situation: Situation,
  slots: readonly Slot[],
  { demand, load }: Pick<Gap, 'demand' | 'load'>,
): Shares | undefined {
  if (!load.known || situation.isBlind) return undefined;
  const serving = slots.filter(isServing);
  const recent = withSample(situation.observed.samples, load.sample).slice(-LEVEL_SAMPLES);
  const channels = recent.reduce((sum, sample) => sum + sample.channels, 0) / recent.length;
  const tiers = tiersOf(situation, serving, demand);
  const warm = tiers.map((tier) => tier.map((slot) => roomIn(situation, slot, true)));
  // Where the others are full a new slot is needed whole at once.
  const isEnough = roomOf(warm.flat()) >= channels;
  const rooms = isEnough
    ? warm
    : tiers.map((tier) => tier.map((slot) => roomIn(situation, slot, false)));
  const wanted = rooms.length === 1 ? roomOf(rooms.flat()) : Math.max(1, channels);
  return inPercent(fill(wanted, rooms));
}

/** Even: all alike, but those that are about to leave. Packed: one after the other. */
function tiersOf(
  situation: Situation,
  serving: readonly ServingSlot[],
  demand: Demand,
): ServingSlot[][] {
  const leaving = easedOff(situation, serving, demand);
  if (situation.definition.routing.dispatch === 'packed')
    return soonestGone(situation, serving, leaving)
      .toReversed()
      .map((slot) => [slot]);
  const staying = serving.filter((slot) => !leaving.has(slot.number));
  const gone = serving.filter((slot) => leaving.has(slot.number));
  return gone.length > 0 && staying.length > 0 ? [staying, gone] : [[...serving]];
}

function roomIn(
  { definition, nowMs }: Situation,
  { number, instance, lastBoot }: ServingSlot,
  isWarmingUp: boolean,
): Room {
  const { dispatch, warmUp } = definition.routing;
  const channels =
    dispatch === 'packed' ? ceilingOf(definition, instance.placement) : instance.placement.planned;
  const age = warmUp > 0 ? (nowMs - (lastBoot?.atMs ?? 0)) / warmUp : 1;
  const steps = Math.min(WARM_UP_STEPS, Math.max(1, Math.ceil(age * WARM_UP_STEPS)));
  return { slot: number, channels: isWarmingUp ? (channels * steps) / WARM_UP_STEPS : channels };
}

/** As far from planned to limit on another instance type as on the fleet's own. */
function ceilingOf({ channels, routing }: FleetDefinition, { planned, limit }: Placement): number {
  const reach = channels.limit - channels.planned;
  const { ceiling = channels.planned + (2 * reach) / 3 } = routing;
  const part = reach > 0 ? (ceiling - channels.planned) / reach : 0;
  return planned + part * (limit - planned);
}

function inPercent(filled: ReadonlyMap<number, number>): Shares {
  const most = Math.max(1e-9, ...filled.values());
  return new Map(
    [...filled].map(([slot, channels]) => [slot, Math.round((FULL_SHARE * channels) / most)]),
  );
}
