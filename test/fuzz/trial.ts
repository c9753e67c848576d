import { isObject } from './asked.ts';
import type { FunctionName } from './payloads.ts';
import type { Watch } from './watch.ts';

/** Where a function is tried, and what can be seen of it there. */
export interface Bench {
  readonly watch: Watch;
  call(name: FunctionName, event: unknown): Promise<unknown>;
  /** Everything that the function may change, in a form that can be compared. */
  changes(): Promise<string>;
}

/** What became of one event. */
export interface Trial {
  readonly event: unknown;
  readonly isAcceptable: boolean;
  /** Undefined where the function threw. */
  readonly answer: unknown;
  readonly threw: string | undefined;
  readonly tookMs: number;
  readonly lines: readonly string[];
  readonly faults: readonly string[];
  readonly hasChanged: boolean;
  readonly isPolluted: boolean;
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const NAMES = PROTOTYPES.map((each) => Reflect.ownKeys(each).length);

export async function tryOut(
  { watch, call, changes }: Bench,
  name: FunctionName,
  { event, isAcceptable }: Pick<Trial, 'event' | 'isAcceptable'>,
): Promise<Trial> {
  const before = await changes();
  watch.lines();
  watch.faults();
  const startedMs = performance.now();
  const outcome = await settled(() => call(name, event));
  const tookMs = performance.now() - startedMs;
  // A promise that nobody waits for is reported when the queue is empty.
  await new Promise(setImmediate);
  return {
    event,
    isAcceptable,
    ...outcome,
    tookMs,
    lines: watch.lines(),
    faults: watch.faults(),
    hasChanged: (await changes()) !== before,
    isPolluted: PROTOTYPES.some((each, at) => Reflect.ownKeys(each).length !== NAMES[at]),
  };
}

async function settled(call: () => Promise<unknown>): Promise<Pick<Trial, 'answer' | 'threw'>> {
  try {
    return { answer: await call(), threw: undefined };
  } catch (error) {
    return { answer: undefined, threw: error instanceof Error ? error.message : String(error) };
  }
}

/** Why the function refused, whichever way it answered; undefined where it did not. */
export function refusalIn(answer: unknown): string | undefined {
  if (!isObject(answer)) return undefined;
  if (typeof answer['refused'] === 'string') return answer['refused'];
  const { statusCode, body } = answer;
  if (typeof statusCode !== 'number' || statusCode < 400 || typeof body !== 'string')
    return undefined;
  return refusalIn(JSON.parse(body));
}
