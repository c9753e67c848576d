import { beforeAll, expect, test } from '@jest/globals';
import { fleetOfSize } from '../../../../bench/cost/fleet-of-size.ts';
import { type Month, replayMonth } from '../../../../bench/cost/month/month.ts';
import { optionsIn } from '../../../../bench/cost/options.ts';
import { partsOf, sumsOf } from '../../../../bench/cost/parts.ts';
import { deployedIn } from '../../../../bench/cost/prices/template.ts';
import { instancesFor } from '../../../../shared/planner/demand/demand.ts';
import { RESOURCES } from './resources.ts';

const DAYS = 1;
const NODES = 1;
const definition = fleetOfSize(3, NODES);
const deployed = deployedIn(RESOURCES);
let month: Month;
beforeAll(async () => {
  month = await replayMonth(definition, deployed, DAYS);
}, 300_000);

test('each function runs as often as it is called for', () => {
  const runs = (name: string) => month.accounts.get(name)?.runs ?? 0;
  expect(runs('reconcile-fleet')).toBe(DAYS * 1_440);
  expect(runs('preflight-fleet')).toBe(DAYS * 144);
  // Each node looks twice a minute, and acknowledges each message.
  expect(runs('serve-routing')).toBe(NODES * (DAYS * 1_440 * 2 + month.messages));
  // It runs, becomes ready, shuts down and is terminated.
  expect(runs('handle-instance-event')).toBe(2 * month.launches + 2 * month.retirements);
  for (const [, { failed }] of month.accounts) expect(failed).toBe(0);
});

test('the fleet follows its day, no call is lost to it, and no capacity is missing', () => {
  expect(month.minutesShort).toBe(0);
  expect(month.calls).toMatchObject({ blocked: 0, cut: 0 });
  expect(month.calls.offered).toBeGreaterThan(10_000);
  // Two of three come and go each day, and one stays.
  expect(month.launches).toBeGreaterThanOrEqual(2 * DAYS);
  expect(month.retirements).toBeGreaterThanOrEqual(2 * DAYS);
  expect(month.instanceHours).toBeGreaterThan(24 * DAYS);
  expect(month.instanceHours).toBeLessThan(3 * 24 * DAYS);
});

test('a tick takes its lease, reads, notes the load and gives the lease back', () => {
  const { calls, reads, writes, logBytes, billedMs } = month.accounts.get('reconcile-fleet') ?? {};
  expect(calls?.['ec2.DescribeInstances']).toBe(DAYS * 1_440);
  expect(calls?.['dynamodb.Update']).toBeGreaterThanOrEqual(3 * DAYS * 1_440);
  expect(reads).toBeGreaterThan(DAYS * 1_440);
  expect(writes).toBeGreaterThan(3 * DAYS * 1_440);
  expect(logBytes).toBeGreaterThan(DAYS * 1_440 * 1_000);
  // Two descriptions, one after the other or at once, are waited for.
  expect(billedMs).toBeGreaterThan(DAYS * 1_440 * 150);
});

test('a heartbeat each ten seconds of a running instance, more of one that boots, a unit each', () => {
  const beats = month.instanceHours * 360;
  expect(month.heartbeats.count).toBeGreaterThan(0.97 * beats);
  expect(month.heartbeats.count).toBeLessThan(1.02 * beats);
  expect(month.heartbeats.writeUnits).toBe(month.heartbeats.count);
  expect(month.metrics).toContain(
    'Asterfleet ChannelUtilisation fleet=in-ngn service=asterfleet-dev',
  );
});

test('the parts are the sum', () => {
  const parts = partsOf({ definition, month, deployed, volumeGb: 8 });
  const { control, fleet, share } = sumsOf(parts);
  const total = parts.reduce((sum, { usd }) => sum + usd, 0);
  expect(control + fleet).toBeCloseTo(total);
  expect(control).toBeGreaterThan(0);
  expect(share).toBeCloseTo((100 * control) / fleet);
});

test.each([2, 5, 20, 1_000])('the peak of %d slots needs all of them', (slots) => {
  const sized = fleetOfSize(slots, 2);
  const channels = sized.schedule.profiles['weekday']?.map((point) => point.channels) ?? [];
  expect(instancesFor(sized, Math.max(...channels))).toBe(slots);
});

test.each([
  [['--slots', 'x']],
  [['--slots', '1']],
  [['--slots', '2.5']],
  [['--days', '0']],
  [['--volume-gb', '-1']],
  [['--serving', '3']],
])('%j is not understood', (args) => {
  expect(optionsIn(args)).toBeUndefined();
});

test('fewer days are replayed of a larger fleet, unless one says how many', () => {
  const days = (slots: string, ...more: string[]) => optionsIn(['--slots', slots, ...more])?.days;
  expect([days('5'), days('100'), days('1000'), days('1000', '--days', '3')]).toEqual([
    30, 7, 1, 3,
  ]);
});
