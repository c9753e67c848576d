import type { Condition } from '../../domain/notice.ts';
import type { Slot } from '../../domain/slot/slot.ts';
import { type Demand, instancesFor } from '../demand/demand.ts';
import { cautionOf } from '../launching/caution.ts';
import { launchesLeft } from '../scaling/grow.ts';
import type { Situation } from '../situation.ts';
import type { Outcome } from './conditions.ts';

const LASTING_MS = 15 * 60_000;

/** A flood of attempts is not followed without end: no rise of real calls is so steep. */
export function flood({ demand }: Outcome): Condition[] {
  const beyond = Math.round(demand.disbelieved ?? 0);
  if (beyond === 0) return [];
  return [
    {
      key: 'attempts-beyond-belief',
      severity: 'critical',
      says: `call attempts rise faster than calls do: ${beyond} channels of them are not provided for`,
      detail: `${demand.instances} instances are wanted: ${demand.detail}.`,
      whatToDo:
        'Real calls: ask for instances now (emergency scale-out). A flood or fraud: stop it at the softswitch.',
    },
  ];
}

export function shortage(situation: Situation, { demand, missing }: Outcome): Condition[] {
  const { definition } = situation;
  const { planned, limit } = definition.channels;
  // Above the planned channels calls sound worse; above the limit they are blocked.
  const isBlocking = demand.uncapped * planned > definition.slots * limit;
  if (demand.uncapped > definition.slots && (isBlocking || isLasting(situation, demand)))
    return [
      {
        key: 'no-slot-left',
        severity: isBlocking ? 'critical' : 'warning',
        says: `${demand.uncapped} instances are needed, and there are ${definition.slots} slots`,
        whatToDo: 'Add slots with their addresses and routes, or raise the channels per instance.',
      },
    ];
  if (missing <= 0) return [];
  const tried = refusals(situation);
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

/** A few calls more than planned for a minute are the chance of every busy hour. */
function isLasting({ definition, observed, nowMs }: Situation, demand: Demand): boolean {
  if (demand.decidedBy !== 'present load') return true;
  const recent = observed.samples.filter(({ atMs }) => nowMs - atMs <= LASTING_MS);
  const sum = recent.reduce((channels, sample) => channels + sample.channels, 0);
  return instancesFor(definition, sum / Math.max(1, recent.length)) > definition.slots;
}

/** What EC2 refused and is not asked again for the moment. */
export function refusals({ observed, nowMs }: Situation): string[] {
  return observed.refused
    .filter(({ untilMs }) => nowMs < untilMs)
    .map(({ instanceType, zone, code }) => `${instanceType} in ${zone}: ${code}`);
}

export function failingBoots(
  { definition, nowMs }: Situation,
  slots: readonly Slot[],
): Condition[] {
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
