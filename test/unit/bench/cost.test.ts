import { expect, test } from '@jest/globals';
import { type Costs, partsOf, sumsOf } from '../../../bench/cost/parts.ts';
import { deployedIn, putByOthers, type Resources } from '../../../bench/cost/template.ts';
import { itemSize, publishes, readUnits, writeUnits } from '../../../bench/cost/units.ts';
import { type Contents, type Usage, usageOf, without } from '../../../bench/cost/usage.ts';
import { definition } from '../../support/fleet.ts';

test.each([
  [1, 1, 1],
  [1024, 1, 1],
  [1025, 1, 2],
  [4096, 1, 4],
  [4097, 2, 5],
])('%d bytes are %d read and %d write units', (bytes, reads, writes) => {
  expect([readUnits(bytes), writeUnits(bytes)]).toEqual([reads, writes]);
});

test('a read that need not be consistent is half', () => {
  expect(readUnits(4097, false)).toBe(1);
});

test('a message is paid for in pieces of 64 KB', () => {
  expect([0, 65_536, 65_537].map(publishes)).toEqual([1, 1, 2]);
});

test.each([
  ['a text by its bytes, not its letters', { ab: { S: 'é' } }, 4],
  ['a number by its digits in pairs', { a: { N: '1795414528156' } }, 9],
  ['zeros at either end and signs for nothing', { a: { N: '-0.00500' } }, 3],
  ['a truth for one', { a: { BOOL: true } }, 2],
  ['a list for three, and one for each', { a: { L: [{ S: 'x' }, { S: 'y' }] } }, 8],
  ['a map for three, and one for each with its name', { a: { M: { b: { S: 'xy' } } } }, 8],
])('an item counts %s', (_, item, bytes) => {
  expect(itemSize(item)).toBe(bytes);
});

const CONTENTS: Contents = {
  partition: () => [
    { sk: 'A', bytes: 3_000 },
    { sk: 'B', bytes: 3_000 },
  ],
  bytes: () => 5_000,
};

function unitsOf(action: string, body: object) {
  const request = { service: 'dynamodb', action, parameters: {}, body: JSON.stringify(body) };
  const { reads, writes } = usageOf([request as Parameters<typeof usageOf>[0][0]], CONTENTS, 0);
  return [reads, writes];
}

test('a query is rounded up once for its page, a batch once for each item', () => {
  const values = { ':pk': { S: 'FLEET#x' } };
  const query = { TableName: 't', ConsistentRead: true, ExpressionAttributeValues: values };
  expect(unitsOf('Query', query)).toEqual([2, 0]);
  expect(unitsOf('Query', { ...query, ExclusiveStartKey: { sk: { S: 'A' } } })).toEqual([1, 0]);
  const RequestItems = { t: { Keys: [{}, {}], ConsistentRead: true } };
  expect(unitsOf('BatchGetItem', { RequestItems })).toEqual([4, 0]);
});

test('an update is charged for the whole item, a put for what it puts', () => {
  expect(unitsOf('UpdateItem', { TableName: 't', Key: {} })).toEqual([0, 5]);
  expect(unitsOf('PutItem', { TableName: 't', Item: { a: { S: 'x'.repeat(1024) } } })).toEqual([
    0, 2,
  ]);
});

test('a call of unknown price is not taken for free', () => {
  expect(() => unitsOf('TransactWriteItems', {})).toThrow('TransactWriteItems: not known');
});

const RESOURCES = {
  ReconcileFleetLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { MemorySize: 512, TracingConfig: { Mode: 'PassThrough' } },
  },
  PreflightFleetLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { TracingConfig: { Mode: 'PassThrough' } },
  },
  HandleInstanceEventLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { TracingConfig: { Mode: 'Active' } },
  },
  MeasureLoadLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { MemorySize: 256 },
  },
  Stream: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { MaximumBatchingWindowInSeconds: 5 },
  },
  Fast: alarm('ChannelUtilisation', 10),
  Slow: alarm('attention', 60),
  OfAws: { ...alarm('Errors', 60), Properties: { Namespace: 'AWS/Lambda', Period: 60 } },
};

function alarm(MetricName: string, Period: number) {
  const Properties = { Namespace: 'Asterfleet', MetricName, Period };
  return { Type: 'AWS::CloudWatch::Alarm', Properties };
}

const TICK: Usage = { calls: { 'a.B': 7 }, reads: 2, writes: 3, publishes: 0, logBytes: 1_000 };
const NOTHING: Usage = { calls: {}, reads: 0, writes: 0, publishes: 0, logBytes: 0 };

function costsOf(change: Partial<Costs['assumed']> = {}): Costs {
  return {
    definition: definition(),
    measured: {
      tick: TICK,
      preflight: NOTHING,
      poll: { ...NOTHING, reads: 2 },
      life: { ...NOTHING, publishes: 6 },
      lifeEvents: 3,
      metrics: ['Asterfleet attention fleet=in-ngn'],
      heartbeatWrites: 1,
      streamLogBytes: 500,
      tickMsHere: 10,
    },
    deployed: deployedIn(RESOURCES),
    assumed: { serving: 2, launchesADay: 0, tickSeconds: 1, volumeGb: 8, nodes: 0, ...change },
  };
}

function usd(name: string, change?: Partial<Costs['assumed']>): number {
  return partsOf(costsOf(change)).find((part) => part.name === name)?.usd ?? 0;
}

test('a part costs its quantity times its price', () => {
  expect(usd('DynamoDB, read by functions')).toBeCloseTo((2 * 43_800 * 0.125) / 1e6);
  expect(usd('Lambda, their time')).toBeCloseTo(48_180 * 0.5 * 0.000_013_333_4);
  expect(usd('CloudWatch, alarms')).toBeCloseTo(0.2);
  expect(usd('CloudWatch, alarms of seconds')).toBeCloseTo(0.3);
  expect(usd('EC2, c7g.large')).toBeCloseTo(2 * 730 * 0.0725);
  expect(usd('EBS, gp3')).toBeCloseTo(2 * 8 * 0.08);
});

test('what instances send grows with their number, and ticks do not', () => {
  const beats = 'DynamoDB, heartbeats';
  expect(usd(beats, { serving: 200 })).toBeCloseTo(100 * usd(beats));
  expect(usd('Lambda, runs', { serving: 200 })).toBe(usd('Lambda, runs'));
});

test('heartbeats are read by shard and window, however many there are', () => {
  const runs = 'Heartbeats, read as they come';
  expect(usd(runs, { serving: 1 })).toBeCloseTo((262_800 * 0.2) / 1e6);
  for (const serving of [10, 10_000])
    expect(usd(runs, { serving })).toBeCloseTo((4 * 525_600 * 0.2) / 1e6);
});

test('each launch brings its runs and its notices', () => {
  const more = usd('Lambda, runs', { launchesADay: 24 }) - usd('Lambda, runs');
  expect(more).toBeCloseTo((730 * 3 * 0.2) / 1e6);
  expect(usd('SNS', { launchesADay: 24 })).toBeCloseTo((730 * 6 * 0.5) / 1e6);
});

test('only the runs of a function that begins traces are traces', () => {
  const { deployed, ...rest } = costsOf({ launchesADay: 24 });
  const traces = (resources: Resources) =>
    partsOf({ ...rest, deployed: deployedIn(resources) }).find(({ name }) => name === 'X-Ray');
  expect(traces(RESOURCES)?.quantity).toBe(730 * 3);
  const { HandleInstanceEventLambdaFunction: active, ...others } = RESOURCES;
  const eachTick = { ...others, ReconcileFleetLambdaFunction: active };
  expect(traces(eachTick)?.quantity).toBe(43_800);
});

test('each softswitch node looks twice a minute, and reads two units each time', () => {
  expect(usd('Softswitches, their polls')).toBe(0);
  expect(usd('Softswitches, their polls', { nodes: 2 })).toBeCloseTo((2 * 87_600 * 0.2) / 1e6);
  expect(usd('Softswitches, what they read', { nodes: 2 })).toBeCloseTo(
    (2 * 87_600 * 2 * 0.125) / 1e6,
  );
});

test('a metric that only an alarm knows is put by somebody else', () => {
  const { deployed, measured } = costsOf();
  expect(putByOthers(deployed, measured.metrics)).toEqual([
    { name: 'ChannelUtilisation', periodS: 10 },
  ]);
});

test('the sums are those of the parts, and the share is of both', () => {
  const part = { name: '', quantity: 1, unit: '' };
  const parts = [
    { ...part, usd: 2, isFleet: false },
    { ...part, usd: 3, isFleet: false },
    { ...part, usd: 15, isFleet: true },
  ];
  expect(sumsOf(parts)).toEqual({ control: 5, fleet: 15, share: 25 });
});

test('what passes anyway is no part of a life, and nothing is less than none', () => {
  const usage = { ...TICK, calls: { 'a.B': 20, 'c.D': 1 }, reads: 9 };
  expect(without(usage, TICK, 2)).toEqual({
    calls: { 'a.B': 6, 'c.D': 1 },
    reads: 5,
    writes: 0,
    publishes: 0,
    logBytes: 0,
  });
});
