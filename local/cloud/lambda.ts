import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './query-protocol.ts';

/** A function, by the name under which it would be deployed; undefined where there is none. */
export type Resolve = (name: string) => ((event: unknown) => Promise<unknown>) | undefined;

export interface LambdaAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Source: Lambda API reference, "Invoke", the request's URI. */
const INVOKE = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/;
const ARN = /^arn:aws:lambda:[^:]+:\d+:function:/;

/** The function that a request invokes; undefined where it invokes none. */
export function invokedIn(url = ''): string | undefined {
  const [, name] = INVOKE.exec(url) ?? [];
  return name && decodeURIComponent(name).replace(ARN, '').replace(/:.*$/, '');
}

/** Functions that answer to Lambda's Invoke, with whatever code is behind them. */
export class LambdaFunctions {
  #resolve: Resolve = () => undefined;

  /** Of several, the last counts. */
  serve(resolve: Resolve): void {
    this.#resolve = resolve;
  }

  /** The answer to one call. Throws AwsError; a function's own failure is an answer. */
  async invoke(name: string, body: string, headers: IncomingHttpHeaders): Promise<LambdaAnswer> {
    const run = this.#resolve(name);
    if (!run)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, NOT_FOUND);
    const event = eventOf(body);
    const type = String(headers['x-amz-invocation-type'] ?? 'RequestResponse');
    if (type === 'DryRun') return { status: 204, headers: {}, body: '' };
    if (type !== 'Event') return answerOf(await outcomeOf(run, event));
    void outcomeOf(run, event);
    return { status: 202, headers: {}, body: '' };
  }
}

const NOT_FOUND = 404;

function eventOf(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch (error) {
    const why = `Could not parse request body into json: ${(error as Error).message}`;
    throw new AwsError('InvalidRequestContentException', why);
  }
}

interface Outcome {
  readonly hasFailed: boolean;
  readonly payload: unknown;
}

async function outcomeOf(
  run: (event: unknown) => Promise<unknown>,
  event: unknown,
): Promise<Outcome> {
  try {
    return { hasFailed: false, payload: await run(event) };
  } catch (error) {
    const { name, message, stack = '' } = error as Error;
    const payload = { errorType: name, errorMessage: message, trace: stack.split('\n') };
    return { hasFailed: true, payload };
  }
}

function answerOf({ hasFailed, payload }: Outcome): LambdaAnswer {
  const headers = {
    'x-amzn-requestid': randomUUID(),
    'x-amz-executed-version': '$LATEST',
    'content-type': 'application/json',
    ...(hasFailed && { 'x-amz-function-error': 'Unhandled' }),
  };
  return { status: 200, headers, body: JSON.stringify(payload ?? null) };
}
