import type { dayOf } from '../../shared/usecases/describe/day.ts';
import type { historyOf, loadOf } from '../../shared/usecases/describe/history.ts';
import type { StatusAnswer } from '../answers.ts';

/** The answers of describeFleet, as they come over the wire. */
export type Status = StatusAnswer;
export type Day = { readonly fleet: string; readonly at: string } & Awaited<
  ReturnType<typeof dayOf>
>;
export type History = Awaited<ReturnType<typeof historyOf>>;
export type Change = History['changes'][number];
export type Load = Awaited<ReturnType<typeof loadOf>>;

export interface Plan {
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  readonly at: string;
  readonly local: string;
  readonly instances: number;
  readonly decidedBy: string;
  readonly detail: string;
}

export interface Answers {
  readonly status: Status;
  readonly day: Day;
  readonly plan: Plan;
  readonly history: History;
  readonly load: Pick<Load, 'samples'>;
}
