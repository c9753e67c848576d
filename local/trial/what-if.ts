import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { lowerBound } from './bound.ts';
import { type Offered, unrefused } from './offered.ts';
import { asDefined } from './policies/as-defined.ts';
import { predictive } from './policies/planned.ts';
import { alwaysOn, targetTracking } from './policies/reactive.ts';
import type { Departure } from './simulated-fleet.ts';
import { type Actuator, type Policy, runTrial } from './trial.ts';

/** The same calls for every policy. */
export interface WhatIf {
  readonly today: FleetDefinition;
  readonly changed?: FleetDefinition | undefined;
  readonly offered: Offered;
  /** What is counted begins in this second; the time before is there to learn from. */
  readonly countFrom: number;
  readonly seed: number;
}

/** What a policy would have come to. */
export interface Outcome {
  readonly policy: string;
  readonly hours: number;
  readonly blocked: number;
  readonly cut: number;
  readonly launches: number;
  /** Share of minutes in which an instance in service carried more than planned in the mean. */
  readonly crowded: number;
  /** Nobody can do it; only its hours say something. */
  readonly isBound: boolean;
}

interface Candidate {
  readonly policy: string;
  readonly definition: FleetDefinition;
  readonly decides: Policy;
  readonly actuator: Actuator;
  /** In service at the beginning. */
  readonly first: number;
}

const HOUR_SECONDS = 3_600;
const BOOT_FASTEST = 0.5;
const BOOT_SLOWEST = 1.5;
/** A proof is seen at the next tick, and EC2 takes a while to stop an instance. */
const LAST_SECONDS = 60;

/** A policy's outcome at a time: each takes some seconds for a month. */
export function* outcomesOf(question: WhatIf): Generator<Outcome, void, undefined> {
  for (const candidate of candidatesFor(question)) yield outcomeOf(question, candidate);
  yield theLeast(question);
}

function candidatesFor({ today, changed }: WhatIf): Candidate[] {
  const { planned } = today.channels;
  const tracking = () => targetTracking(planned);
  const both = () => targetTracking(planned, predictive(planned));
  const first = Math.max(1, today.minimum);
  const ofAws = (policy: string, decides: Policy, leaving: Actuator['leaving']): Candidate => ({
    first,
    policy,
    definition: today,
    decides: within(today, decides),
    actuator: { takesBack: false, leaving, chooses: 'any', most: today.slots },
  });
  return [
    {
      ...ofAws(`always on, all ${today.slots} slots`, alwaysOn(today.slots), 'drained'),
      first: today.slots,
    },
    ofAws('AWS target tracking, terminated', tracking(), 'killed'),
    ofAws('AWS target tracking, drained', tracking(), 'drained'),
    ofAws('AWS predictive and target tracking, drained', both(), 'drained'),
    ours('Asterfleet, as defined today', today),
    ...(changed ? [ours('Asterfleet, as changed', changed)] : []),
  ];
}

function ours(policy: string, definition: FleetDefinition): Candidate {
  const chooses = isPacked(definition) ? 'newest' : 'fewest old calls';
  const most = definition.shrink.step;
  const actuator: Actuator = { takesBack: true, leaving: 'drained', chooses, most };
  const first = Math.max(1, definition.minimum);
  return { policy, definition, decides: asDefined(definition), actuator, first };
}

/** A group's least and most. */
function within({ minimum, slots }: FleetDefinition, decides: Policy): Policy {
  return (seen) => Math.min(slots, Math.max(minimum, decides(seen)));
}

function outcomeOf({ offered, countFrom, seed }: WhatIf, candidate: Candidate): Outcome {
  const { policy, definition, decides, actuator, first } = candidate;
  const { planned, limit } = definition.channels;
  const usual = definition.instance.usualBoot / 1000;
  const result = runTrial({
    offered,
    countFrom,
    seed,
    planned,
    limit,
    ceiling: ceilingOf(definition, actuator),
    policy: decides,
    actuator,
    boots: { from: BOOT_FASTEST * usual, to: BOOT_SLOWEST * usual },
    first,
    ...(actuator.leaving === 'drained' && { departure: departureOf(definition) }),
  });
  return {
    policy,
    hours: result.paid / HOUR_SECONDS,
    blocked: result.blocked,
    cut: result.cut,
    launches: result.launches,
    crowded: result.above / Math.max(1, result.minutes),
    isBound: false,
  };
}

/** Others know no dispatch of calls: in turn. */
function ceilingOf(definition: FleetDefinition, { takesBack }: Actuator): number | undefined {
  if (!takesBack || !isPacked(definition)) return undefined;
  const { planned, limit } = definition.channels;
  return definition.routing.ceiling ?? Math.floor(planned + (2 / 3) * (limit - planned));
}

function isPacked({ routing }: FleetDefinition): boolean {
  return routing.dispatch === 'packed';
}

function departureOf({ drain }: FleetDefinition): Departure {
  return { grace: drain.grace / 1000, proof: drain.proof.over / 1000 + LAST_SECONDS };
}

function theLeast({ today, offered, countFrom }: WhatIf): Outcome {
  const up = unrefused(offered).subarray(countFrom);
  const { planned } = today.channels;
  const bootSeconds = today.instance.usualBoot / 1000;
  const floor = Math.max(1, today.minimum);
  const hours = lowerBound(up, { planned, bootSeconds, floor }) / HOUR_SECONDS;
  const none = { blocked: 0, cut: 0, launches: 0, crowded: 0 };
  return {
    policy: `the least possible, at ${planned} channels each`,
    hours,
    ...none,
    isBound: true,
  };
}
