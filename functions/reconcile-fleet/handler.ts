import * as z from 'zod';
import { OperatingError } from '../../shared/domain/operating-error.ts';
import { handlerFor, type Instruments } from '../../shared/middleware/handler-for.ts';
import type { Sweep } from '../../shared/usecases/reconcile/reconcile-all.ts';
import type { Reconciliation } from '../../shared/usecases/reconcile/reconcile-fleet.ts';

export interface Dependencies {
  readonly reconcile: (runId: string) => Promise<Sweep>;
}

type FleetReport = Omit<Reconciliation, 'errors'>;

const MEASURED = ['desired', 'serving', 'coming', 'channels'] as const;

/** The event only wakes: what is done depends on what is observed. */
const tick = z.looseObject({});

/** The tick, for every fleet. Throws when something was left undone; the next tick goes on from there. */
export function createHandler({ reconcile }: Dependencies) {
  return handlerFor(tick, async (_, { awsRequestId }, instruments) => {
    const { fleets, errors } = await reconcile(awsRequestId);
    const reports = fleets.map(({ errors: _errors, ...report }) => report);
    for (const report of reports) measure(report, instruments);
    // The alarm on a dead controller looks at this one: it is there for every tick, and 1 only for a whole one.
    instruments.metrics.addMetric('Ticks', 'Count', errors.length === 0 ? 1 : 0);
    for (const error of errors) instruments.logger.error(error.message, { error });
    if (errors.length > 0)
      throw new OperatingError('tick-incomplete', errors.map(({ message }) => message).join('; '));
    return { fleets: reports };
  });
}

function measure(report: FleetReport, { logger, metrics }: Instruments): void {
  logger.info('reconciled', report);
  for (const name of MEASURED) {
    const value = report[name];
    if (value === undefined) continue;
    const own = metrics.singleMetric();
    own.addDimension('fleet', report.fleet);
    own.addMetric(name, 'Count', value);
  }
}
