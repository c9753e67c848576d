import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Bench, openBench } from '../../support/local-cloud.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** As curl speaks to CloudWatch. */
async function call(parameters: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ Version: '2010-08-01', ...parameters });
  const answer = await fetch(bench.cloud.url, { method: 'POST', body });
  return answer.text();
}

function put(time: string, value: number, fleet = 'in-ngn'): Promise<string> {
  const datum = 'MetricData.member.1';
  return call({
    Action: 'PutMetricData',
    Namespace: 'Asterfleet',
    [`${datum}.MetricName`]: 'utilisation',
    [`${datum}.Value`]: String(value),
    [`${datum}.Timestamp`]: `2026-11-18T${time}Z`,
    [`${datum}.Dimensions.member.1.Name`]: 'fleet',
    [`${datum}.Dimensions.member.1.Value`]: fleet,
  });
}

function get(change: Record<string, string> = {}): Promise<string> {
  const query = 'MetricDataQueries.member.1';
  return call({
    Action: 'GetMetricData',
    StartTime: '2026-11-18T05:00:00Z',
    EndTime: '2026-11-18T06:00:00Z',
    [`${query}.Id`]: 'a',
    [`${query}.MetricStat.Metric.Namespace`]: 'Asterfleet',
    [`${query}.MetricStat.Metric.MetricName`]: 'utilisation',
    [`${query}.MetricStat.Metric.Dimensions.member.1.Name`]: 'fleet',
    [`${query}.MetricStat.Metric.Dimensions.member.1.Value`]: 'in-ngn',
    [`${query}.MetricStat.Period`]: '60',
    [`${query}.MetricStat.Stat`]: 'Average',
    ...change,
  });
}

const members = (answer: string, list: string) =>
  [
    ...(answer.split(`<${list}>`)[1]?.split(`</${list}>`)[0] ?? '').matchAll(/<member>([^<]*)/g),
  ].map(([, member]) => member);

test('a metric that was put can be got, for its own dimensions only', async () => {
  await put('05:00:10', 0.7);
  await put('05:00:20', 0.1, 'out-ngn');
  const answer = await get();
  expect(members(answer, 'Values')).toEqual(['0.7']);
  expect(members(answer, 'Timestamps')).toEqual(['2026-11-18T05:00:00.000Z']);
});

test('the start of the time asked for is in it, and its end is not', async () => {
  for (const time of ['04:59:59', '05:00:00', '06:00:00']) await put(time, 1);
  expect(members(await get(), 'Timestamps')).toEqual(['2026-11-18T05:00:00.000Z']);
});

test('the newest comes first, unless it is asked for otherwise', async () => {
  await put('05:01:00', 1);
  await put('05:03:00', 3);
  await put('05:02:00', 2);
  expect(members(await get(), 'Values')).toEqual(['3', '2', '1']);
  const answer = await get({ ScanBy: 'TimestampAscending' });
  expect(members(answer, 'Values')).toEqual(['1', '2', '3']);
});

test.each([
  ['SampleCount', '2'],
  ['Sum', '6'],
  ['Average', '3'],
  ['Minimum', '2'],
  ['Maximum', '4'],
])('what was put in one period is one value, its %s', async (statistic, value) => {
  await put('05:00:10', 2);
  await put('05:00:50', 4);
  const answer = await get({ 'MetricDataQueries.member.1.MetricStat.Stat': statistic });
  expect(members(answer, 'Values')).toEqual([value]);
});

test.each([
  ['a statistic that is not known', 'Stat', 'Mean'],
  ['a period of nothing', 'Period', '0'],
])('%s is refused', async (_, name, value) => {
  const answer = await get({ [`MetricDataQueries.member.1.MetricStat.${name}`]: value });
  expect(answer).toContain('<Code>ValidationError</Code>');
});
