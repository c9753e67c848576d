import type { stepsAhead } from '../shared/usecases/describe/ahead.ts';
import type { historyOf, loadOf } from '../shared/usecases/describe/history.ts';
import type { statusOf } from '../shared/usecases/describe/status.ts';

/** As it comes over the wire: what JSON cannot hold is gone. */
type Wire<Value> = Value extends (...parameters: never[]) => unknown
  ? never
  : Value extends object
    ? { readonly [Key in keyof Value]: Wire<Value[Key]> }
    : Value;

type AnswerOf<Question extends (...parameters: never[]) => Promise<unknown>> = Wire<
  Awaited<ReturnType<Question>>
>;

export type StatusAnswer = AnswerOf<typeof statusOf>;
interface Whose {
  readonly fleet: string;
  readonly timeZone: string;
}

type StepsAnswer = AnswerOf<typeof stepsAhead>;
export type HistoryAnswer = AnswerOf<typeof historyOf> & Whose;
export type LoadAnswer = AnswerOf<typeof loadOf> & Whose;

export interface PlanAnswer extends Whose {
  readonly from: string;
  readonly to: string;
  readonly steps: StepsAnswer;
}
