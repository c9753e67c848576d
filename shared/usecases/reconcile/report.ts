import type { PresentLoad } from '../../domain/load.ts';
import { type Flag, isServing, type Slot, type SlotState } from '../../domain/slot/slot.ts';
import type { Claim } from '../../planner/demand/claim.ts';
import type { Plan } from '../../planner/plan.ts';
import { attentionOf } from './attention.ts';
import type { Tick } from './tick.ts';

/** What a run over one fleet came to. */
export interface Reconciliation {
  readonly fleet: string;
  /** `skipped`: another run is at work on this fleet. */
  readonly outcome: 'done' | 'skipped' | 'failed';
  readonly decision?: Decision;
  /** As the run left them. */
  readonly slots: readonly Slot[];
  readonly errors: readonly Error[];
}

export interface Decision {
  readonly desired: number;
  readonly decidedBy: string;
  readonly detail: string;
  readonly serving: number;
  readonly coming: number;
  readonly claims: readonly Claim[];
  readonly load: PresentLoad;
  /** For how long some softswitch node has had routes to acknowledge. */
  readonly unacknowledgedMs: number;
  /** Which nodes those are. */
  readonly unacknowledgedBy: readonly string[];
  readonly changes: readonly string[];
}

export function reconciliationOf(tick: Tick, plan: Plan): Reconciliation {
  const { demand, capacity, load, writes, actions, unacknowledgedMs, unacknowledgedBy } = plan;
  const moved = writes.filter(({ before, after }) => before?.state !== after.state);
  return {
    fleet: tick.definition.fleet,
    outcome: 'done',
    decision: {
      desired: demand.instances,
      decidedBy: demand.decidedBy,
      detail: demand.detail,
      ...capacity,
      claims: demand.claims,
      load,
      unacknowledgedMs,
      unacknowledgedBy,
      changes: [
        ...moved.map(({ after }) => `slot ${after.number} ${after.state}: ${after.reason}`),
        ...actions.map((action) => `${action.kind}: ${action.reason}`),
      ],
    },
    slots: [...tick.slots.values()],
    errors: tick.errors,
  };
}

/** Of two rounds of one run: what they did, and how the later one left it. */
export function joined(first: Reconciliation, next: Reconciliation): Reconciliation {
  const changes = [...(first.decision?.changes ?? []), ...(next.decision?.changes ?? [])];
  const { decision } = next;
  return {
    ...next,
    errors: [...first.errors, ...next.errors],
    ...(decision && { decision: { ...decision, changes } }),
  };
}

/** Those that serve and those that come are in the decision. */
const STATES = ['draining', 'stopping', 'vacant'] as const satisfies readonly SlotState[];
const FLAGS = ['silent', 'unhealthy', 'overdue'] as const satisfies readonly Flag[];

/**
 * One flat line for the log and for whoever called. The graphs of resources/queries.js are drawn from
 * its numbers. Logs Insights knows two hundred fields of a line, so what may be many comes last.
 */
export function reportOf({ fleet, outcome, decision, slots }: Reconciliation) {
  if (!decision) return { fleet, outcome };
  const { claims: _, load, unacknowledgedBy, changes, ...numbers } = decision;
  const attention = attentionOf(slots, decision);
  return {
    fleet,
    outcome,
    ...numbers,
    ...used(load, slots),
    ...counted(slots),
    attention,
    unacknowledgedBy,
    changes,
  };
}

function used(load: PresentLoad, slots: readonly Slot[]) {
  if (!load.known) return {};
  const { channels, attemptsPerSecond } = load.sample;
  const limits = slots.filter(isServing).map(({ instance }) => instance.placement.limit);
  const limit = limits.reduce((sum, each) => sum + each, 0);
  // Percent of the limit of those that serve.
  const utilisation = limit > 0 ? { utilisation: (100 * channels) / limit } : {};
  return { channels, attemptsPerSecond, ...utilisation };
}

function counted(slots: readonly Slot[]) {
  const inState = (state: SlotState) => slots.filter((slot) => slot.state === state).length;
  const flagged = (flag: Flag) =>
    slots.filter((slot) => 'flags' in slot && slot.flags[flag]).length;
  return { ...of(STATES, inState), ...of(FLAGS, flagged) };
}

function of<Name extends string>(names: readonly Name[], count: (name: Name) => number) {
  const counts = names.map((name) => [name, count(name)] as const);
  return Object.fromEntries(counts) as Readonly<Record<Name, number>>;
}
