import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { PresentLoad } from '../domain/load.ts';
import type { Condition } from '../domain/notice.ts';
import type { Shares } from '../domain/routing/snapshot.ts';
import { isServing, type ServingSlot, type Slot } from '../domain/slot/slot.ts';
import type { Surge } from '../domain/standing/surge.ts';
import type { Action, SlotWrite } from './action.ts';
import { careForVacant } from './care/binding.ts';
import { careForBooting } from './care/booting.ts';
import type { Care } from './care/care.ts';
import { careForDraining } from './care/draining.ts';
import { careForLaunching } from './care/launching.ts';
import { slotFromTags } from './care/missing.ts';
import { careForServing } from './care/serving.ts';
import { careForResting, careForStopping } from './care/stopping.ts';
import { conditionsOf } from './conditions/conditions.ts';
import { withoutCrowds } from './conditions/crowds.ts';
import { unacknowledgedBy, unacknowledgedMs } from './conditions/softswitch.ts';
import { type Demand, demandOf } from './demand/demand.ts';
import type { Present } from './demand/need.ts';
import { presentLoad } from './demand/present-load.ts';
import { followSurge } from './demand/surge.ts';
import { sharesOf } from './dispatch/shares.ts';
import type { Observed } from './observed.ts';
import { type Capacity, capacityOf } from './scaling/capacity.ts';
import { canBeTakenBack, launchInto, takeBack } from './scaling/grow.ts';
import { isLeaving, isOutdated } from './scaling/leaving.ts';
import { type Gap, relieve } from './scaling/relieve.ts';
import { letGo } from './scaling/shrink.ts';
import { type Run, type Situation, situationOf } from './situation.ts';

const FEW_COMING = 0.02;

/** What one tick does, and why; nothing has happened yet. */
export interface Plan {
  readonly demand: Demand;
  readonly load: PresentLoad;
  /** Capacity as it will be once `writes` are written. */
  readonly capacity: Capacity;
  readonly writes: readonly SlotWrite[];
  readonly actions: readonly Action[];
  readonly conditions: readonly Condition[];
  readonly surge: Surge | undefined;
  /** Undefined: what stands is kept. */
  readonly shares: Shares | undefined;
  /** For how long some softswitch node has had routes to acknowledge. */
  readonly unacknowledgedMs: number;
  readonly unacknowledgedBy: readonly string[];
  /** No instance is left that a person wanted replaced. */
  readonly isReplaced: boolean;
}

/**
 * The decision of one tick: first what each slot's own life asks for, then how many instances are
 * wanted, then the slots that close the gap. Pure: the same inputs give the same plan.
 */
export function plan(definition: FleetDefinition, observed: Observed, run: Run): Plan {
  const situation = situationOf(definition, observed, run);
  const cares = observed.slots.map((slot) => careFor(situation, slot));
  const found = missingSlots(situation);
  const tended = [...cares.map(({ after }) => after), ...found];
  const load = presentLoad(situation, found);
  const surge = followSurge(situation, load);
  const leaves = (slot: ServingSlot) => isLeaving(situation, slot);
  const before = capacityOf(definition, tended, leaves);
  const demand = demandOf(definition, {
    nowMs: run.nowMs,
    load,
    samples: observed.samples,
    history: observed.history,
    present: presentOf(situation, tended, before),
    boots: tended.flatMap(({ lastBoot }) => lastBoot?.tookMs ?? []),
    overrides: observed.standing.overrides,
    surge,
  });
  const { changed, actions } = closeGap(situation, tended, { demand, load, capacity: before });
  const byNumber = new Map(changed.map((slot) => [slot.number, slot]));
  const slots = tended.map((slot) => byNumber.get(slot.number) ?? slot);
  const capacity = capacityOf(definition, slots, leaves);
  const missing = Math.ceil(demand.instances - capacity.serving - capacity.coming);
  return {
    demand,
    load,
    capacity,
    writes: writesOf(observed.slots, slots),
    // What a slot's own life asked for is over once the slot was chosen to close the gap.
    actions: [
      ...cares.filter(({ after }) => !byNumber.has(after.number)).flatMap((care) => care.actions),
      ...actions,
    ],
    conditions: withoutCrowds([
      ...cares.flatMap((care) => care.conditions),
      ...conditionsOf(situation, { slots, demand, missing, capacity, surge }),
    ]),
    surge,
    shares: sharesOf(situation, slots, { demand, load }),
    unacknowledgedMs: unacknowledgedMs(situation),
    unacknowledgedBy: unacknowledgedBy(situation),
    isReplaced: !slots.some((slot) => isOutdated(situation, slot)),
  };
}

function presentOf(
  situation: Situation,
  slots: readonly Slot[],
  { serving, coming }: Capacity,
): Present {
  const launchedMs = slots.flatMap((slot) =>
    'instance' in slot ? slot.instance.launchedAtMs : [],
  );
  const draining = slots.filter((slot) => canBeTakenBack(situation, slot));
  return {
    serving,
    coming,
    draining: draining.map((slot) => situation.freshHeartbeatOf(slot)?.channels ?? 0),
    sinceLaunchMs: launchedMs.length > 0 ? situation.nowMs - Math.max(...launchedMs) : undefined,
  };
}

function careFor(situation: Situation, slot: Slot): Care {
  switch (slot.state) {
    case 'vacant':
      return careForVacant(situation, slot);
    case 'launching':
      return careForLaunching(situation, slot);
    case 'booting':
      return careForBooting(situation, slot);
    case 'serving':
      return careForServing(situation, slot);
    case 'draining':
      return careForDraining(situation, slot);
    case 'stopping':
      return careForStopping(situation, slot);
    case 'resting':
      return careForResting(situation, slot);
  }
}

function missingSlots(situation: Situation): Slot[] {
  const there = new Set(situation.observed.slots.map(({ number }) => number));
  return Array.from({ length: situation.definition.slots }, (_, index) => index + 1)
    .filter((number) => !there.has(number))
    .map((number) => slotFromTags(situation, number))
    .filter((slot) => slot !== undefined);
}

function closeGap(
  situation: Situation,
  slots: readonly Slot[],
  gap: Gap,
): { readonly changed: readonly Slot[]; readonly actions: readonly Action[] } {
  const { demand, load, capacity } = gap;
  const { instances, detail } = demand;
  const reason = `${detail}: ${instances} wanted`;
  const missing = Math.ceil(instances - capacity.serving - capacity.coming - 1e-9);
  const relieved = relieve(situation, slots, gap);
  const staying = slots.filter(({ number }) => !relieved.some((slot) => slot.number === number));
  if (missing <= 0) {
    // While capacity is still coming only a forecast knows that there is too much.
    const leaving =
      isMuchComing(capacity) && !demand.expected
        ? []
        : letGo(situation, staying, { demand, load, capacity, reason });
    return { changed: [...relieved, ...leaving], actions: [] };
  }
  const back = takeBack(situation, staying, missing, reason);
  const launch = launchInto(situation, staying, missing - back.length, reason);
  const actions = [...(launch ? [launch] : []), ...back.flatMap(welcomeBack)];
  return { changed: [...relieved, ...back], actions };
}

/** In a large fleet somebody always comes; below fifty in service one is much. */
function isMuchComing({ coming, serving }: Capacity): boolean {
  return coming > Math.floor(serving * FEW_COMING);
}

/** It is in the routes again from now on, and may still be refusing calls. */
function welcomeBack(slot: Slot): Action[] {
  if (!isServing(slot)) return [];
  return [{ kind: 'direct', slot, directive: 'serve', reason: 'its drain is taken back' }];
}

function writesOf(before: readonly Slot[], after: readonly Slot[]): SlotWrite[] {
  const byNumber = new Map(before.map((slot) => [slot.number, slot]));
  return after
    .map((slot) => ({ before: byNumber.get(slot.number), after: slot }))
    .filter((write) => write.before !== write.after);
}
