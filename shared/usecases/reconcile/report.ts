import type { PresentLoad } from '../../domain/load.ts';
import type { Slot } from '../../domain/slot/slot.ts';
import type { Claim } from '../../planner/demand/claim.ts';
import type { Plan } from '../../planner/plan.ts';
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
  readonly changes: readonly string[];
}

export function reconciliationOf(tick: Tick, plan: Plan): Reconciliation {
  const { demand, capacity, load, writes, actions, unacknowledgedMs } = plan;
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

/** One flat line for the log and for whoever called. */
export function reportOf({ fleet, outcome, decision }: Reconciliation) {
  if (!decision) return { fleet, outcome };
  const { claims: _, load, ...rest } = decision;
  return { fleet, outcome, ...rest, ...(load.known && { channels: load.sample.channels }) };
}
