import { AwsError, type Parameters, toXml, type Xml } from './query-protocol.ts';

export interface Datum {
  readonly namespace: string;
  readonly name: string;
  /** `Name=Value`, sorted. */
  readonly dimensions: string;
  readonly atMs: number;
  readonly value: number;
}

const KEPT = 100_000;

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SampleCount: (values) => values.length,
  Sum: sumOf,
  Average: (values) => sumOf(values) / values.length,
  Minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
  Maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
};

/** Metrics as they were put; the newest hundred thousand. */
export class MetricStore {
  readonly data: Datum[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  put(request: Parameters): void {
    const namespace = request.text('Namespace') ?? '';
    for (const datum of request.list('MetricData'))
      this.data.push({
        namespace,
        name: datum.text('MetricName') ?? '',
        dimensions: dimensionsOf(datum),
        atMs: Date.parse(datum.text('Timestamp') ?? '') || this.#now(),
        value: datum.number('Value') ?? 0,
      });
    if (this.data.length > KEPT) this.data.splice(0, this.data.length - KEPT);
  }

  get(request: Parameters): Xml {
    const fromMs = Date.parse(request.text('StartTime') ?? '');
    const toMs = Date.parse(request.text('EndTime') ?? '');
    const results = request.list('MetricDataQueries').map((query) => {
      const found = this.data.filter(
        (datum) =>
          datum.namespace === query.text('MetricStat.Metric.Namespace') &&
          datum.name === query.text('MetricStat.Metric.MetricName') &&
          datum.dimensions === dimensionsOf(query, 'MetricStat.Metric.Dimensions') &&
          datum.atMs >= fromMs &&
          datum.atMs < toMs,
      );
      const points = pointsOf(found, query);
      if (request.text('ScanBy') !== 'TimestampAscending') points.reverse();
      return {
        Id: query.text('Id'),
        StatusCode: 'Complete',
        Timestamps: { member: points.map(({ atMs }) => new Date(atMs).toISOString()) },
        Values: { member: points.map(({ value }) => value) },
      };
    });
    return { MetricDataResults: { member: results } };
  }
}

/** The answer's XML. Throws AwsError. */
export function answerCloudWatch(store: MetricStore, action: string, request: Parameters): string {
  const metadata = { RequestId: 'local' };
  if (action === 'PutMetricData') {
    store.put(request);
    return toXml('PutMetricDataResponse', { ResponseMetadata: metadata });
  }
  if (action === 'GetMetricData') {
    const GetMetricDataResult = store.get(request);
    return toXml('GetMetricDataResponse', { GetMetricDataResult, ResponseMetadata: metadata });
  }
  throw new AwsError('InvalidAction', `The action ${action} is not valid for this endpoint.`);
}

interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** One for each period that has data, at the period's start; oldest first. */
function pointsOf(data: readonly Datum[], query: Parameters): Point[] {
  const statistic = STATISTICS[query.text('MetricStat.Stat') ?? ''];
  const periodMs = 1_000 * (query.number('MetricStat.Period') ?? 0);
  if (!statistic || !(periodMs > 0))
    throw new AwsError('ValidationError', 'MetricStat needs a Period and a Stat that is known.');
  const periods = Map.groupBy(data, ({ atMs }) => atMs - (atMs % periodMs));
  return [...periods]
    .map(([atMs, each]) => ({ atMs, value: statistic(each.map(({ value }) => value)) }))
    .toSorted((a, b) => a.atMs - b.atMs);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function dimensionsOf(request: Parameters, name = 'Dimensions'): string {
  const pairs = request.list(name).map((each) => `${each.text('Name')}=${each.text('Value')}`);
  return pairs.toSorted().join(' ');
}
