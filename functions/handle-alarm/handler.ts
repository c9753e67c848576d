import { handlerFor } from '../../shared/middleware/handler-for.ts';
import { reportOf } from '../../shared/usecases/reconcile/report.ts';
import type { AlarmChange, AlarmOutcome } from '../../shared/usecases/triggers/alarm.ts';
import { alarmEvent } from './alarm-event.ts';

export interface Dependencies {
  readonly record: (change: AlarmChange, runId: string) => Promise<AlarmOutcome>;
}

/** A change of the utilisation alarm. Throws when something was left undone; Lambda calls again. */
export function createHandler({ record }: Dependencies) {
  return handlerFor(alarmEvent, async (change, { runId, logger }) => {
    const { reconciliation, ...outcome } = await record(change, runId);
    const report = { ...outcome, ...(reconciliation && reportOf(reconciliation)) };
    logger.info('alarm', { ...report, because: change.because });
    return { alarms: [report] };
  });
}
