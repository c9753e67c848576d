/** One invocation of a function, as Lambda runs it: it may be dead at any moment. */
export interface FunctionRun {
  readonly id: string;
  /** What was called, such as `tick`. */
  readonly name: string;
  readonly startedAtMs: number;
  isDead: boolean;
  /** Calls so far, for those who want it dead at a certain one. */
  calls: number;
  /** What it could not read when it last tried, by the name of the call; it must not shrink anything then. */
  readonly unread: Set<string>;
}

/** The time after which Lambda ends a function. Source: serverless.yml, `timeout`. */
export const FUNCTION_TIMEOUT_MS = 300_000;
