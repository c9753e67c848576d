import { clockFace, projectedChannels } from '../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import type { Condition } from '../../domain/notice.ts';
import { isComing } from '../../domain/slot/slot.ts';
import { areLaunchesFrozen } from '../../domain/standing/standing.ts';
import { hasFreeAddress } from '../care/binding.ts';
import { instancesFor } from '../demand/demand.ts';
import { launchesLeft } from '../scaling/grow.ts';
import type { Situation } from '../situation.ts';
import type { Outcome } from './conditions.ts';
import { refusals } from './shortage.ts';

const MINUTE_MS = 60_000;
const TOLD_BEFORE_MS = 20 * MINUTE_MS;
/** A boot that takes longer than this times the usual is late. */
const BOOT_PATIENCE = 1.5;
/** So few of many may be missing: somebody always boots again, and the others carry a percent more. */
const MISSED_SHARE = 0.01;

interface Rise {
  readonly atMs: number;
  readonly instances: number;
}

/**
 * Capacity for a projected rise is promised ready ten minutes before it. That it is late is told
 * twenty minutes before, ten minutes before and at the time; sooner where the lead time leaves less.
 */
export function lateness(situation: Situation, outcome: Outcome): Condition[] {
  const { definition, nowMs } = situation;
  // The very first boot of a fleet is late for nothing that was promised.
  if (!outcome.slots.some(({ lastBoot }) => lastBoot?.ready)) return [];
  // A lead that was learned promises it for the time itself, and a forecast knows what that will be.
  const { expected } = outcome.demand;
  const aheadMs = expected && definition.schedule.lead === 'learned' ? 0 : toldBeforeMs(definition);
  const channelsAt = (atMs: number) =>
    expected
      ? expected(Math.round((atMs - nowMs) / MINUTE_MS))
      : projectedChannels(definition, atMs);
  const rise = firstUncovered(situation, outcome.capacity.serving, aheadMs, channelsAt);
  if (!rise) return [];
  const leftMs = rise.atMs - nowMs;
  const stage = leftMs <= 0 ? 3 : leftMs <= aheadMs / 2 ? 2 : 1;
  const at = clockFace(definition.timeZone, rise.atMs);
  const { instances } = rise;
  const serve = Math.floor(outcome.capacity.serving);
  return [
    {
      key: 'late-for-rise',
      severity: stage === 1 ? 'warning' : 'critical',
      stage,
      says: `capacity for ${at} is late: ${instances} instances needed, ${serve} in service`,
      detail: `Tried: ${tried(situation, outcome)}. Left: ${left(situation, outcome)}.`,
      whatToDo: whatToDo(situation, leftMs),
    },
  ];
}

function toldBeforeMs({ schedule, instance }: FleetDefinition): number {
  const leadMs = schedule.leadTime - BOOT_PATIENCE * instance.usualBoot;
  return Math.max(0, Math.min(TOLD_BEFORE_MS, leadMs));
}

function firstUncovered(
  { definition, nowMs }: Situation,
  serving: number,
  aheadMs: number,
  channelsAt: (atMs: number) => number,
): Rise | undefined {
  for (let atMs = nowMs; atMs <= nowMs + aheadMs; atMs += MINUTE_MS) {
    const wanted = instancesFor(definition, channelsAt(atMs));
    const instances = Math.min(wanted, definition.slots);
    const least = instances - Math.floor(instances * MISSED_SHARE);
    if (least > serving + 1e-9) return { atMs, instances };
  }
  return undefined;
}

function tried(situation: Situation, { slots }: Outcome): string {
  const coming = slots.filter(isComing).map(({ number, state, sinceMs }) => {
    const minutes = Math.round((situation.nowMs - sinceMs) / MINUTE_MS);
    return `slot ${number} ${state} for ${minutes} minutes`;
  });
  return [...coming, ...refusals(situation)].join('; ') || 'nothing yet';
}

function left(situation: Situation, { slots }: Outcome): string {
  const vacant = slots.filter((slot) => slot.state === 'vacant' && !slot.hold);
  const usable = vacant.filter(
    (slot) => slot.state === 'vacant' && hasFreeAddress(situation, slot),
  );
  return `${usable.length} vacant slots, ${launchesLeft(situation)} launches this hour`;
}

function whatToDo({ observed, nowMs }: Situation, leftMs: number): string {
  if (areLaunchesFrozen(observed.standing, nowMs))
    return 'Launches are frozen: unfreeze the fleet.';
  return leftMs > 0
    ? 'It goes on trying. Look at capacity and quotas in EC2 now.'
    : 'Move traffic to other routes if calls are refused; it goes on trying.';
}
