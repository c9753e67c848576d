import { isDead, memberOf } from '../domain/cloud.ts';
import type { Condition } from '../domain/notice.ts';
import { isOccupied, type Slot } from '../domain/slot/slot.ts';
import { ABSENT_MS } from './care/presence.ts';
import type { Demand } from './demand/demand.ts';
import { cautionOf } from './launching/caution.ts';
import { launchesLeft } from './scaling/grow.ts';
import type { Situation } from './situation.ts';

/** What is wrong with the fleet as a whole at this moment; each is told once when it starts and ends. */
export function conditionsOf(
  situation: Situation,
  slots: readonly Slot[],
  demand: Demand,
  missing: number,
): Condition[] {
  return [
    ...orphans(situation, slots),
    ...unseen(situation, slots),
    ...unreadable(situation),
    ...shortage(situation, demand, missing),
    ...failingBoots(situation, slots),
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
      says: `${instance.id} runs for this fleet (slot ${memberOf(instance)?.slot ?? 'unknown'}) but is in no slot`,
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

function shortage(situation: Situation, demand: Demand, missing: number): Condition[] {
  const { definition, observed, nowMs } = situation;
  const { planned, limit } = definition.channels;
  if (demand.uncapped > definition.slots)
    return [
      {
        key: 'no-slot-left',
        // Above the planned channels calls sound worse; above the limit they are blocked.
        severity: demand.uncapped * planned > definition.slots * limit ? 'critical' : 'warning',
        says: `${demand.uncapped} instances are needed, and there are ${definition.slots} slots`,
        whatToDo: 'Add slots with their addresses and routes, or raise the channels per instance.',
      },
    ];
  if (missing <= 0) return [];
  const refused = observed.refused.filter(({ untilMs }) => nowMs < untilMs);
  const tried = refused.map(
    ({ instanceType, zone, code }) => `${instanceType} in ${zone}: ${code}`,
  );
  if (launchesLeft(situation) === 0) tried.push('the limit of launches an hour is reached');
  if (tried.length === 0) return [];
  return [
    {
      key: 'launches-held-up',
      severity: 'warning',
      says: `${missing} instances are missing: ${tried.join('; ')}`,
      whatToDo: 'The next zone and type are tried by themselves. Check quotas if it lasts.',
    },
  ];
}

function failingBoots({ definition, nowMs }: Situation, slots: readonly Slot[]): Condition[] {
  const caution = cautionOf(definition, slots, nowMs);
  if (!caution) return [];
  const { failures, suspectVersion, goodVersion } = caution;
  const then = goodVersion
    ? `launches use version ${goodVersion}`
    : 'launching pauses, and one instance is tried every half hour';
  return [
    {
      key: 'boots-failing',
      severity: 'critical',
      says: `${failures} boots in a row failed with template version ${suspectVersion}: ${then}`,
      whatToDo: 'Look at the console output of a failed instance, and mend the image.',
    },
  ];
}
