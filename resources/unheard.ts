/** What serverless.yml says of a function, as far as it decides who hears that it failed. */
export interface DeclaredFunction {
  readonly name: string;
  readonly url?: unknown;
  readonly events?: readonly Readonly<Record<string, unknown>>[];
  readonly destinations?: { readonly onFailure?: unknown };
}

/** Whoever calls these over their URLs is a person, and reads the error in the answer. */
const ANSWERS_PEOPLE = ['emergencyScaleOut', 'operateFleet', 'describeFleet'];

/** Events whose failed runs are dead letters of the function; what is read from a stream is not. */
const ASYNCHRONOUS = ['eventBridge', 'schedule'];

/** What their streams bring is only sooner than the tick, which sees whatever is lost. */
const SOONER_THAN_THE_TICK = ['handleInstanceEvent'];

/**
 * Whether some failure of a function would be told by nothing but an alarm of its own: it leaves no
 * dead letter, because it has nowhere to leave one or because a machine waits for its answer.
 */
export function isUnheard({ name, url, events = [], destinations }: DeclaredFunction): boolean {
  const leavesDeadLetters = destinations?.onFailure !== undefined;
  const answersMachines = url !== undefined && !ANSWERS_PEOPLE.includes(name);
  const isPolled = events.some((event) =>
    Object.keys(event).some((kind) => !ASYNCHRONOUS.includes(kind)),
  );
  const isMissed = isPolled && !SOONER_THAN_THE_TICK.includes(name);
  return !leavesDeadLetters || answersMachines || isMissed;
}
