import { Metrics } from '@aws-lambda-powertools/metrics';
import { attentionOf } from '../../shared/usecases/reconcile/attention.ts';
import type { Reconciliation } from '../../shared/usecases/reconcile/report.ts';

/**
 * What the alarms watch and nothing else: each metric is paid for by the month, and a field of the
 * log is not. One line of the log for each fleet, which is the dimension.
 */
export function measure({ fleet, decision, slots, errors }: Reconciliation): void {
  const metrics = new Metrics();
  metrics.addDimension('fleet', fleet);
  // The alarm on a dead controller looks at this one: it is there for every tick, and 1 only for a whole one.
  metrics.addMetric('Ticks', 'Count', errors.length === 0 ? 1 : 0);
  if (decision) metrics.addMetric('attention', 'Count', attentionOf(slots, decision));
  metrics.publishStoredMetrics();
}
