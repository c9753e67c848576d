import * as z from 'zod';
import { incomplete } from '../../shared/domain/operating-error.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type { Sweep } from '../../shared/usecases/reconcile/reconcile-all.ts';
import { reportOf } from '../../shared/usecases/reconcile/report.ts';
import { measure } from './measure.ts';

export interface Dependencies {
  readonly reconcile: (runId: string, fleet?: string) => Promise<Sweep>;
}

/** The event only wakes: what is done depends on what is observed. Each fleet has a schedule of its own. */
const tick = z.looseObject(
  { fleet: z.string({ error: 'the name of a fleet' }).optional() },
  { error: 'an object' },
);

/** The tick, of one fleet or of all. Throws when something was left undone; the next tick goes on from there. */
export function createHandler({ reconcile }: Dependencies) {
  return handlerFor(tick, async ({ fleet: named }, { runId, logger }) => {
    const { fleets, errors } = await reconcile(runId, named);
    for (const fleet of fleets) {
      logger.info('reconciled', reportOf(fleet));
      measure(fleet);
    }
    for (const error of errors) logger.error(error.message, { error });
    if (errors.length > 0) throw incomplete(errors);
    return { fleets: fleets.map(reportOf) };
  });
}
