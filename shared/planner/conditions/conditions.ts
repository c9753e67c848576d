import { isDead } from '../../domain/cloud.ts';
import type { Condition } from '../../domain/notice.ts';
import { isOccupied, type Slot } from '../../domain/slot/slot.ts';
import type { Surge } from '../../domain/standing/surge.ts';
import { ABSENT_MS } from '../care/presence.ts';
import type { Demand } from '../demand/demand.ts';
import type { Capacity } from '../scaling/capacity.ts';
import type { Situation } from '../situation.ts';
import { lateness } from './lateness.ts';
import { failingBoots, flood, shortage } from './shortage.ts';
import { ofSoftswitches } from './softswitch.ts';
import { ofStanding } from './standing.ts';

/** The fleet as the tick leaves it. */
export interface Outcome {
  readonly slots: readonly Slot[];
  readonly demand: Demand;
  readonly capacity: Capacity;
  /** Instances wanted that are neither there nor coming. */
  readonly missing: number;
  readonly surge: Surge | undefined;
}

/** What is wrong with the fleet as a whole at this moment; each is told once when it starts and ends. */
export function conditionsOf(situation: Situation, outcome: Outcome): Condition[] {
  const { slots } = outcome;
  return [
    ...lateness(situation, outcome),
    ...orphans(situation, slots),
    ...unseen(situation, slots),
    ...unreadable(situation),
    ...shortage(situation, outcome),
    ...flood(outcome),
    ...failingBoots(situation, slots),
    ...ofStanding(situation, outcome),
    ...ofSoftswitches(situation),
  ];
}

/** Reported, and never killed: that is for a person. */
function orphans({ observed }: Situation, slots: readonly Slot[]): Condition[] {
  if (!observed.instances.known) return [];
  const held = new Set(slots.filter(isOccupied).map(({ instance }) => instance.id));
  const expected = new Set(
    slots.flatMap((slot) => (slot.state === 'launching' ? [slot.intent.token] : [])),
  );
  return observed.instances.value
    .filter(
      (instance) => !isDead(instance) && !held.has(instance.id) && !expected.has(instance.order),
    )
    .map((instance) => ({
      key: `orphan:${instance.id}`,
      severity: 'warning',
      says: `${instance.id} runs for this fleet (slot ${instance.member?.slot ?? 'unknown'}) but is in no slot`,
      whatToDo: 'Terminate it by hand once it carries no calls, or remove its fleet tag.',
    }));
}

/** Held in a slot, and long not shown by EC2: its tags may have been edited. */
function unseen(situation: Situation, slots: readonly Slot[]): Condition[] {
  if (!situation.observed.instances.known) return [];
  return slots
    .filter(isOccupied)
    .filter(({ instance }) => situation.nowMs - instance.launchedAtMs > ABSENT_MS)
    .filter(({ instance }) => !situation.instanceById(instance.id))
    .map(({ number, instance }) => ({
      key: `unseen:${instance.id}`,
      severity: 'critical',
      says: `EC2 does not show ${instance.id} of slot ${number} by the tags of this fleet`,
      whatToDo: 'Look whether it runs and put its tags back. Nothing is taken from it meanwhile.',
    }));
}

function unreadable({ observed, isBlind }: Situation): Condition[] {
  const whatToDo = 'Nothing is retired meanwhile. Look at the errors of the function.';
  const { instances, addresses, heartbeats } = observed;
  const lost = [
    ...(instances.known ? [] : [['instances', instances.because]]),
    ...(addresses.known ? [] : [['addresses', addresses.because]]),
    ...(heartbeats.known ? [] : [['heartbeats', heartbeats.because]]),
    ...(heartbeats.known && isBlind ? [['telemetry', 'most instances are silent at once']] : []),
  ];
  return lost.map(([what, why]) => ({
    key: `unreadable:${what}`,
    severity: 'critical',
    says: `${what} cannot be read: ${why}`,
    whatToDo,
  }));
}
