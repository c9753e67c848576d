import { MetricResolution, Metrics } from '@aws-lambda-powertools/metrics';

/** One line of the log, from which CloudWatch takes every value: it costs the same however many there are. */
export function publish(fleet: string, utilisations: readonly number[]): void {
  const metrics = new Metrics();
  metrics.addDimension('fleet', fleet);
  for (const each of utilisations)
    metrics.addMetric('ChannelUtilisation', 'Percent', each, MetricResolution.High);
  metrics.publishStoredMetrics();
}
