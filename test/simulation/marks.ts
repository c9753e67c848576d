import { ERROR_NAMES } from '../../shared/adapters/aws/errors.ts';
import type { SlotEvent } from '../../shared/domain/slot/life.ts';
import type { Action } from '../../shared/planner/action.ts';
import { CALL_FAULTS } from './faults/call-faults.ts';
import { ORDERS } from './faults/people.ts';
import { WORLD_FAULTS } from './faults/world-faults.ts';

/** Exhaustive by their types: what the planner or a slot's life learns to do must be named here. */
const ACTIONS: Record<Action['kind'], true> = {
  launch: true,
  'repeat-order': true,
  'bind-address': true,
  'unbind-address': true,
  direct: true,
  terminate: true,
};

/** But for those that leave no record. */
const EVENTS: Record<Exclude<SlotEvent['kind'], 'withdrawn' | 'reading'>, true> = {
  claimed: true,
  launched: true,
  'launch-refused': true,
  'became-ready': true,
  'boot-failed': true,
  'instance-lost': true,
  'instance-gone': true,
  rested: true,
  'drain-began': true,
  'flag-raised': true,
  'flag-lowered': true,
  'drain-taken-back': true,
  'proved-empty': true,
  'calls-cut-by-policy': true,
  held: true,
  released: true,
  'calls-cut-by-person': true,
};

const TRANSITIONS = [
  'vacant>launching',
  'launching>booting',
  'launching>vacant',
  'booting>serving',
  'booting>stopping',
  'serving>draining',
  'serving>stopping',
  'draining>serving',
  'draining>stopping',
  'stopping>resting',
  'resting>vacant',
];

/** By the first part of their keys. */
const CONDITIONS = [
  'address-conflict',
  'boots-failing',
  'frozen',
  'late-for-rise',
  'launches-held-up',
  'no-slot-left',
  'orphan',
  'override',
  'replacing',
  'surge',
  'unacknowledged',
  'unreadable',
  'warned',
];

const ALL: readonly string[] = [
  ...Object.keys(ACTIONS).map((kind) => `action:${kind}`),
  ...Object.keys(EVENTS).map((kind) => `event:${kind}`),
  ...TRANSITIONS.map((kind) => `transition:${kind}`),
  ...CALL_FAULTS.map((kind) => `call:${kind}`),
  ...Object.keys(WORLD_FAULTS).map((kind) => `world:${kind}`),
  ...Object.keys(ORDERS).map((kind) => `order:${kind}`),
  ...CONDITIONS.map((kind) => `condition:${kind}`),
  ...[
    ...Object.values(ERROR_NAMES.launchRefused).flatMap((names) => [...names]),
    ...ERROR_NAMES.bindingNotNow,
    ...ERROR_NAMES.notThere,
    'ConditionalCheckFailedException',
    'RequestLimitExceeded',
    'ThrottlingException',
    'ThrottledException',
    'InternalError',
    'TimeoutError',
    'UnauthorizedOperation',
  ].map((name) => `error:${name}`),
  'trigger:alarm',
  'trigger:instance-event',
  'trigger:became-ready',
  'trigger:acknowledge',
  'run:skipped',
  'run:dead',
  'run:failed',
];

/** What was reached, of all that must be across the seeds of a set; other names are counted nowhere. */
export class Marks {
  readonly #reached = new Set<string>();

  reach(mark: string): void {
    this.#reached.add(mark);
  }

  get reached(): readonly string[] {
    return [...this.#reached];
  }
}

export const MARKS: ReadonlySet<string> = new Set(ALL);
