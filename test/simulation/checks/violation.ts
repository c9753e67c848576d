/** What must hold. Source: the invariants of the design; `bug` is a programmer's error, wherever it comes up. */
export const RULES = {
  S1: 'no instance that may carry a call is told to stop or is terminated',
  S2: 'no address is taken from an instance that may carry a call, or bound to two',
  S3: 'one slot never has two live instances, and one generation is launched once',
  S4: 'never more instances than slots, nor more launches in a tick or an hour than allowed',
  S5: 'in the routes only what was ready; judged empty only once it is out of them',
  S6: 'the revision only grows, and the same revision always has the same routes',
  S7: 'what cannot be read never shrinks capacity',
  S8: 'every change of state has one record',
  L1: 'once faults stop the fleet reaches what is wanted',
  L2: 'every drain ends or is overdue and told; every surge and override ends',
  bug: 'no error of a programmer',
  same: 'the same seed is the same run',
} as const;

export type Rule = keyof typeof RULES;

export interface Violation {
  readonly rule: Rule;
  readonly atMs: number;
  readonly says: string;
}
