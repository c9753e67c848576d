import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../../../bench/cost/month/ledger.ts';
import type { Month } from '../../../../bench/cost/month/month.ts';
import { type Part, partsOf, sumsInFreeTier, sumsOf } from '../../../../bench/cost/parts.ts';
import type { PriceName } from '../../../../bench/cost/prices/prices.ts';
import { deployedIn } from '../../../../bench/cost/prices/template.ts';
import { definition } from '../../../support/fleet.ts';
import { RESOURCES } from './resources.ts';

const NOTHING = emptyAccount();

/** A day, which is a month's 365th part times twelve. */
const DAY: Month = {
  days: 1,
  accounts: new Map([
    [
      'reconcile-fleet',
      { ...NOTHING, runs: 1_440, billedMs: 144_000, reads: 2_880, writes: 4_320 },
    ],
    ['measure-load', { ...NOTHING, runs: 8_640, billedMs: 86_400, logBytes: 1_000_000 }],
    ['serve-routing', { ...NOTHING, runs: 2_880, reads: 5_760 }],
  ]),
  metrics: ['Asterfleet silent fleet=in-ngn', 'Asterfleet ChannelUtilisation fleet=in-ngn'],
  heartbeats: { count: 8_640, writeUnits: 8_640 },
  instanceHours: 48,
  volumeHours: 49,
  launches: 1,
  retirements: 1,
  messages: 10,
  calls: { offered: 1, blocked: 0, cut: 0 },
  minutesShort: 0,
};
const OF_A_DAY = 730 / 24;
const COSTS = {
  definition: definition(),
  month: DAY,
  deployed: deployedIn(RESOURCES),
  volumeGb: 8,
};

function usd(name: string): number {
  return partsOf(COSTS).find((part) => part.name === name)?.usd ?? 0;
}

test('a part costs its quantity of the days that were replayed, times a month of them, times its price', () => {
  expect(usd('DynamoDB, read by functions')).toBeCloseTo((2_880 * OF_A_DAY * 0.125) / 1e6);
  expect(usd('Lambda, runs')).toBeCloseTo((1_440 * OF_A_DAY * 0.2) / 1e6);
  expect(usd('Lambda, their time')).toBeCloseTo(144 * OF_A_DAY * 0.5 * 0.000_013_333_4);
  expect(usd('Heartbeats, written')).toBeCloseTo((8_640 * OF_A_DAY * 0.625) / 1e6);
  expect(usd('Heartbeats, time of that')).toBeCloseTo(86.4 * OF_A_DAY * 0.25 * 0.000_013_333_4);
  expect(usd('Heartbeats, logs of that')).toBeCloseTo(0.001 * OF_A_DAY * 0.5);
  expect(usd('Softswitches, read')).toBeCloseTo((5_760 * OF_A_DAY * 0.125) / 1e6);
  expect(usd('EC2, c7g.large')).toBeCloseTo(48 * OF_A_DAY * 0.0725);
  expect(usd('EBS, gp3')).toBeCloseTo((49 / 24) * 8 * 0.08);
});

test('what is deployed costs a month of itself', () => {
  expect(usd('CloudWatch, alarms')).toBeCloseTo(0.2);
  expect(usd('CloudWatch, alarms of seconds')).toBeCloseTo(0.3);
  expect(usd('CloudWatch, custom metrics')).toBeCloseTo(0.6);
});

test('only the runs of functions that are traced make traces', () => {
  expect(usd('X-Ray')).toBeCloseTo((1_440 * OF_A_DAY * 5) / 1e6);
});

test('the sums are those of the parts, and the share is of what the fleet costs', () => {
  expect(sumsOf([part(2), part(3), { ...part(20), isFleet: true }])).toEqual({
    control: 5,
    fleet: 20,
    share: 25,
  });
});

test('in the free tier only what is beyond it is paid for, over all parts of one price', () => {
  const logs = (quantity: number) => ({ ...part(quantity * 0.5, 'logsGb'), quantity });
  const fleet = { ...part(10), isFleet: true };
  expect(sumsInFreeTier([logs(4), logs(3), fleet]).control).toBeCloseTo(1);
  expect(sumsInFreeTier([logs(2), fleet])).toEqual({ control: 0, fleet: 10, share: 0 });
});

function part(usdOfIt: number, price: PriceName = 'dynamodbRead'): Part {
  return { name: '', quantity: 1, unit: '', price, usd: usdOfIt, isFleet: false };
}

test('what the template does not have is said, not taken for nothing', () => {
  const { memoryMb, isTraced } = COSTS.deployed;
  expect([memoryMb('measure-load'), isTraced('measure-load')]).toEqual([256, false]);
  expect(() => memoryMb('mesure-load')).toThrow('there is no function mesure-load');
});
