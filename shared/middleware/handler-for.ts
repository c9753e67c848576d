import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod';
import { inputInvalid } from '../domain/input-invalid.ts';
import { type ErrorCode, OperatingError } from '../domain/operating-error.ts';
import type { Bounds } from './bounds.ts';
import { type Call, callOf, type HttpAnswer, httpAnswer, isRequest } from './caller.ts';
import { explain } from './explain.ts';

const OK = 200;
/** Of what is refused; what is retryable never gets that far. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  'input-invalid': 400,
  'not-allowed': 403,
  'not-there': 404,
  'not-possible': 409,
  'tick-incomplete': 503,
};

/** Characters. */
const TOLD_MAX = 1_000;

interface Invocation extends Pick<Call, 'identity' | 'caller' | 'ifNoneMatch'> {
  /** Lambda's id of this run; a retried event keeps it. */
  readonly runId: string;
  readonly logger: Logger;
}

type Work<Schema extends z.ZodType, Result> = (
  input: z.output<Schema>,
  invocation: Invocation,
) => Promise<Result>;

interface Outcome {
  readonly result: unknown;
  readonly toHttp: () => HttpAnswer;
}

/** Checks one kind of input, and works on it. */
type Endpoint = (input: unknown, invocation: Invocation) => Promise<Outcome>;

/** `toHttp`: how the result is answered over HTTP, unless it is plain JSON. */
export function endpoint<Schema extends z.ZodType, Result>(
  schema: Schema,
  work: Work<Schema, Result>,
  toHttp: (result: Result, invocation: Invocation) => HttpAnswer = (result) =>
    httpAnswer(OK, result),
): Endpoint {
  return async (input, invocation) => {
    const result = await work(checked(schema, input), invocation);
    return { result, toHttp: () => toHttp(result, invocation) };
  };
}

/** One kind of input, however it comes; `most`: how large it may be, where it is larger than any event. */
export function handlerFor<Schema extends z.ZodType, Result>(
  schema: Schema,
  work: Work<Schema, Result>,
  most?: Bounds,
) {
  const only = endpoint(schema, work);
  return handlerOf(() => only, most);
}

/** An endpoint for each HTTP method; a plain invocation is the first. */
export function resourceFor(endpoints: Readonly<Record<string, Endpoint>>) {
  const [first = ''] = Object.keys(endpoints);
  return handlerOf((method = first) => {
    const found = Object.hasOwn(endpoints, method) ? endpoints[method] : undefined;
    if (found) return found;
    const expected = Object.keys(endpoints).join(' or ');
    throw inputInvalid(`the method: expected ${expected}`, method);
  });
}

/**
 * The one way a handler is made: context in every log line, checked input, and
 * one place where errors end. Names and namespace come from the environment. A retryable one is
 * thrown on, so that Lambda delivers the event again; a terminal one is logged and told.
 */
function handlerOf(endpointFor: (method: string | undefined) => Endpoint, most?: Bounds) {
  const logger = new Logger();
  return middy<unknown, unknown>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(async (event, context) => {
      const isHttp = isRequest(event);
      try {
        const { method, input, ...call } = callOf(event, context, most);
        const invocation = { runId: context.awsRequestId, ...call, logger };
        const { result, toHttp } = await endpointFor(method)(input, invocation);
        return isHttp ? toHttp() : result;
      } catch (error) {
        const refusal = endOrThrow(error, logger);
        return isHttp ? httpAnswer(STATUS[refusal.refused], refusal) : refusal;
      }
    });
}

/** What a caller gets instead of a result when trying again would not help. */
interface Refusal {
  readonly refused: ErrorCode;
  readonly because: string;
}

function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw explain(schema, input, parsed.error.issues);
}

function endOrThrow(error: unknown, logger: Logger): Refusal {
  if (!(error instanceof OperatingError) || error.isRetryable) {
    logger.error('failed', { error: error as Error });
    throw error;
  }
  const { code, message, logged } = error;
  logger.warn('refused', { code, because: clipped(logged) });
  return { refused: code, because: clipped(message) };
}

/** A line in the log stays a line, and an answer is no copy of what was sent. */
function clipped(text: string): string {
  return text.length > TOLD_MAX ? `${text.slice(0, TOLD_MAX)}...` : text;
}
