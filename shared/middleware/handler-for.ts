import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type * as z from 'zod';
import { OperatingError } from '../domain/operating-error.ts';
import { callOf, httpAnswer, isRequest } from './caller.ts';
import { explain } from './explain.ts';

interface Instruments {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface Invocation extends Instruments {
  /** Lambda's id of this run; a retried event keeps it. */
  readonly runId: string;
  /** Who called, where Lambda vouches for it. */
  readonly identity: string | undefined;
}

type Work<Schema extends z.ZodType, Result> = (
  input: z.output<Schema>,
  invocation: Invocation,
) => Promise<Result>;

/**
 * The one way a handler is made: context in every log line, metrics in the log, checked input, and
 * one place where errors end. Names and namespace come from the environment. A retryable one is
 * thrown on, so that Lambda delivers the event again; a terminal one is logged, counted and told.
 */
export function handlerFor<Schema extends z.ZodType, Result>(
  schema: Schema,
  work: Work<Schema, Result>,
) {
  const logger = new Logger();
  const metrics = new Metrics();
  return middy<unknown, unknown>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(async (event, context) => {
      const isHttp = isRequest(event);
      try {
        const { input, identity } = callOf(event, context);
        const invocation = { runId: context.awsRequestId, identity, logger, metrics };
        const result = await work(checked(schema, input), invocation);
        return isHttp ? httpAnswer(200, result) : result;
      } catch (error) {
        const refusal = endOrThrow(error, { logger, metrics });
        return isHttp ? httpAnswer(400, refusal) : refusal;
      } finally {
        // Most runs of most functions have nothing to measure, and that is no warning.
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      }
    });
}

/** What a caller gets instead of a result when trying again would not help. */
interface Refusal {
  readonly refused: string;
  readonly because: string;
}

function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new OperatingError('input-invalid', explain(schema, input, parsed.error.issues));
}

function endOrThrow(error: unknown, { logger, metrics }: Instruments): Refusal {
  if (!(error instanceof OperatingError) || error.isRetryable) {
    logger.error('failed', { error: error as Error });
    throw error;
  }
  logger.warn('refused', { code: error.code, because: error.message });
  metrics.addMetric('Refused', 'Count', 1);
  return { refused: error.code, because: error.message };
}
