import { MetricResolution, Metrics } from '@aws-lambda-powertools/metrics';
import { chunks } from '../../shared/domain/chunks.ts';

/** Of one metric in one line. Source: CloudWatch user guide, "Embedded metric format specification". */
const VALUES_MAX = 100;

/** Lines of the log, from which CloudWatch takes every value: they cost the same however many values each has. */
export function publish(fleet: string, utilisations: readonly number[]): void {
  for (const each of chunks(utilisations, VALUES_MAX)) publishLine(fleet, each);
}

/** With metrics of its own: those that are full publish by themselves, and then forget their dimensions. */
function publishLine(fleet: string, utilisations: readonly number[]): void {
  const metrics = new Metrics();
  metrics.addDimension('fleet', fleet);
  for (const each of utilisations)
    metrics.addMetric('ChannelUtilisation', 'Percent', each, MetricResolution.High);
  metrics.publishStoredMetrics();
}
