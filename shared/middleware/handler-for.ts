import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { OperatingError } from '../domain/operating-error.ts';

export interface Instruments {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

type Work<Schema extends z.ZodType, Result> = (
  event: z.output<Schema>,
  context: Context,
  instruments: Instruments,
) => Promise<Result>;

/**
 * The one way a handler is made: context in every log line, metrics in the log, checked input, and
 * one place where errors end. Names and namespace come from the environment. A retryable one is thrown on, so that Lambda delivers the event again;
 * a terminal one is logged and counted.
 */
export function handlerFor<Schema extends z.ZodType, Result>(
  schema: Schema,
  work: Work<Schema, Result>,
) {
  const logger = new Logger();
  const metrics = new Metrics();
  return middy<unknown, Result | Refusal>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false }))
    .handler(async (event, context) => {
      try {
        return await work(checked(schema, event), context, { logger, metrics });
      } catch (error) {
        return endOrThrow(error, { logger, metrics });
      }
    });
}

/** What a caller gets instead of a result when trying again would not help. */
export interface Refusal {
  readonly refused: string;
  readonly because: string;
}

function checked<Schema extends z.ZodType>(schema: Schema, event: unknown): z.output<Schema> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new OperatingError('input-invalid', z.prettifyError(parsed.error));
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
