import * as z from 'zod';
import { incomplete } from '../../shared/domain/operating-error.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type { Sweep } from '../../shared/usecases/reconcile/reconcile-all.ts';
import { reportOf } from '../../shared/usecases/reconcile/report.ts';
import { measure } from './measure.ts';

export interface Dependencies {
  readonly reconcile: (runId: string) => Promise<Sweep>;
}

/** The event only wakes: what is done depends on what is observed. */
const tick = z.looseObject({}, { error: 'an object' });

/** The tick, for every fleet. Throws when something was left undone; the next tick goes on from there. */
export function createHandler({ reconcile }: Dependencies) {
  return handlerFor(tick, async (_, { runId, logger, metrics }) => {
    const { fleets, errors } = await reconcile(runId);
    for (const fleet of fleets) {
      logger.info('reconciled', reportOf(fleet));
      measure(fleet, metrics);
    }
    // The alarm on a dead controller looks at this one: it is there for every tick, and 1 only for a whole one.
    metrics.addMetric('Ticks', 'Count', errors.length === 0 ? 1 : 0);
    for (const error of errors) logger.error(error.message, { error });
    if (errors.length > 0) throw incomplete(errors);
    return { fleets: fleets.map(reportOf) };
  });
}
