import type { Severity } from './notice.ts';
import type { SlotEvent } from './slot/life.ts';

/** Every kind of thing that lasts and is told; each has its page in `docs/runbook.md`. */
export const CONDITION_KINDS = [
  'address-conflict',
  'address-missing',
  'attempts-beyond-belief',
  'boots-failing',
  'busy-after-proof',
  'drift',
  'frozen',
  'late-for-rise',
  'launches-held-up',
  'no-slot-left',
  'orphan',
  'override',
  'preflight',
  'replacing',
  'surge',
  'unacknowledged',
  'unreadable',
  'unseen',
  'warned',
] as const;

type ConditionKind = (typeof CONDITION_KINDS)[number];

/** The kind, and of which of them where there may be several: `orphan:i-0123`. */
export type ConditionKey = ConditionKind | `${ConditionKind}:${string}`;

/** What is known of every change of a slot, and how it is told. */
interface Telling {
  readonly severity: Severity;
  readonly whatToDo: string;
  /** Of no interest to a person by itself; it is in the history. */
  readonly isQuiet?: boolean;
}

type ToldKind = Exclude<SlotEvent['kind'], 'withdrawn' | 'reading'>;

const NOTHING: Telling = { severity: 'info', whatToDo: 'Nothing.' };
const QUIET: Telling = { ...NOTHING, isQuiet: true };

/** Every kind of change; each that is told has its page in `docs/runbook.md`. */
export const CHANGE_KINDS: Readonly<Record<ToldKind, Telling>> = {
  claimed: NOTHING,
  launched: QUIET,
  'became-ready': NOTHING,
  'drain-began': NOTHING,
  'drain-taken-back': NOTHING,
  'proved-empty': QUIET,
  'instance-gone': NOTHING,
  rested: QUIET,
  'flag-lowered': NOTHING,
  held: { severity: 'info', whatToDo: 'Resume the slot when it may be used again.' },
  released: NOTHING,
  'launch-refused': {
    severity: 'warning',
    whatToDo: 'Nothing yet: the next zone or type is tried by itself.',
  },
  'boot-failed': {
    severity: 'warning',
    whatToDo: 'Look at the console output of the instance; launching pauses if it repeats.',
  },
  'flag-raised': {
    severity: 'warning',
    whatToDo: 'Look at the instance. It keeps its calls and its address.',
  },
  'instance-lost': {
    severity: 'critical',
    whatToDo: 'Nothing: the slot is out of the routes and is launched again.',
  },
  'calls-cut-by-policy': {
    severity: 'critical',
    whatToDo: 'The definition asked for this (`drain.cutCallsAfter`).',
  },
  'calls-cut-by-person': {
    severity: 'critical',
    whatToDo: 'Nothing: a person ended the remaining calls of the slot.',
  },
};

/** How a change is told; one of a kind that an older version wrote is told without more. */
export function tellingOf(kind: string): Telling {
  const known: Readonly<Record<string, Telling>> = CHANGE_KINDS;
  return known[kind] ?? NOTHING;
}
