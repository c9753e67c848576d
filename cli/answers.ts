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
