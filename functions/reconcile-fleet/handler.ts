import * as z from 'zod';
import { OperatingError } from '../../shared/domain/operating-error.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type { Sweep } from '../../shared/usecases/reconcile/reconcile-all.ts';

export interface Dependencies {
  readonly reconcile: (runId: string) => Promise<Sweep>;
}

/** The event only wakes: what is done depends on what is observed. */
const tick = z.looseObject({});

/** The tick, for every fleet. Throws when something was left undone; the next tick goes on from there. */
export function createHandler({ reconcile }: Dependencies) {
  return handlerFor(tick, async (_, { awsRequestId }, { logger, metrics }) => {
    const { fleets, errors } = await reconcile(awsRequestId);
    for (const { errors: _errors, ...report } of fleets) logger.info('reconciled', report);
    for (const error of errors) logger.error(error.message, { error });
    for (const { fleet, ...report } of fleets)
      for (const name of ['desired', 'serving', 'coming', 'channels'] as const) {
        const value = report[name];
        if (value === undefined) continue;
        const own = metrics.singleMetric();
        own.addDimension('fleet', fleet);
        own.addMetric(name, 'Count', value);
      }
    if (errors.length > 0)
      throw new OperatingError('tick-incomplete', errors.map(({ message }) => message).join('; '));
    metrics.addMetric('Ticks', 'Count', 1);
    return { fleets: fleets.map(({ errors: _errors, ...report }) => report) };
  });
}
