import { readFileSync } from 'node:fs';
import { asterfleet } from '../../local/trial/policies/asterfleet.ts';
import { clairvoyant } from '../../local/trial/policies/clairvoyant.ts';
import { predictive, scheduledActions } from '../../local/trial/policies/planned.ts';
import { alwaysOn, stepScaling, targetTracking } from '../../local/trial/policies/reactive.ts';
import type { Actuator, Policy } from '../../local/trial/trial.ts';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';

const FLEET = new URL('fleet.yml', import.meta.url);
const CEILING = 100;

/** One row of the table: a policy, how its number is made true, and how calls are given out. */
export interface Entry {
  readonly name: string;
  /** Undefined: in turn. Else packed up to so many channels. */
  readonly ceiling?: number;
  readonly actuator: Actuator;
  readonly policyFor: (known: Known) => Policy;
  /** Also tried under stress. */
  readonly isStressed?: boolean;
}

/** What is known of the calls before they come; only the clairvoyant looks at all of it. */
interface Known {
  readonly definition: FleetDefinition;
  readonly up: Int32Array;
  readonly countFrom: number;
}

/** The bench's fleet, its calls in that zone. */
export function fleetIn(timeZone: string): FleetDefinition {
  const text = readFileSync(FLEET, 'utf8').replace(/^timeZone: .*$/m, `timeZone: ${timeZone}`);
  return parseDefinition(text, 'bench/sizing/fleet.yml');
}

const OF_AWS: Actuator = { takesBack: false, leaving: 'drained', chooses: 'any', most: 1_000 };
const OURS: Actuator = {
  takesBack: true,
  leaving: 'drained',
  chooses: 'fewest old calls',
  most: 1_000,
};
const LAST: Actuator = { ...OURS, chooses: 'newest' };

const peakOf = (up: Int32Array) => up.reduce((most, each) => Math.max(most, each), 0);
const tracked = ({ channels: { planned } }: FleetDefinition) =>
  targetTracking(planned, predictive(planned));

export const ENTRIES: readonly Entry[] = [
  {
    name: 'always on, for the highest of two weeks',
    actuator: OF_AWS,
    policyFor: ({ definition, up, countFrom }) =>
      alwaysOn(Math.ceil(peakOf(up.subarray(0, countFrom)) / definition.channels.planned)),
  },
  {
    name: "a person's scheduled actions",
    actuator: OF_AWS,
    policyFor: ({ definition }) =>
      scheduledActions(definition.channels.planned, definition.timeZone),
  },
  {
    name: 'step scaling 80/60',
    actuator: OF_AWS,
    policyFor: () => stepScaling(80, 60),
  },
  {
    name: 'target tracking 80, terminated',
    actuator: { ...OF_AWS, leaving: 'killed' },
    policyFor: ({ definition }) => targetTracking(definition.channels.planned),
  },
  {
    name: 'target tracking 80, drained',
    actuator: OF_AWS,
    policyFor: ({ definition }) => targetTracking(definition.channels.planned),
  },
  {
    name: 'predictive and target tracking, drained',
    actuator: OF_AWS,
    policyFor: ({ definition }) => tracked(definition),
    isStressed: true,
  },
  {
    name: 'the same tuned: newest first, packed',
    ceiling: CEILING,
    actuator: { ...OF_AWS, chooses: 'newest' },
    policyFor: ({ definition }) => tracked(definition),
    isStressed: true,
  },
  {
    name: 'Asterfleet, even',
    actuator: OURS,
    policyFor: ({ definition }) => asterfleet(definition),
    isStressed: true,
  },
  {
    name: 'Asterfleet, packed',
    ceiling: CEILING,
    actuator: LAST,
    policyFor: ({ definition }) => asterfleet(definition),
    isStressed: true,
  },
  {
    name: 'clairvoyant, even',
    actuator: OURS,
    policyFor: ({ definition, up }) => clairvoyant(definition, up),
  },
  {
    name: 'clairvoyant, packed',
    ceiling: CEILING,
    actuator: LAST,
    policyFor: ({ definition, up }) => clairvoyant(definition, up),
  },
];
