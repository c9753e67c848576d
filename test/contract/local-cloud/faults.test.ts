import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeAddressesCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../../../local/cloud/faults.ts';
import { type Bench, openBench } from '../../support/local-cloud.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const describe = () => bench.ec2.send(new DescribeInstancesCommand({}));
const listTables = () => bench.dynamodb.send(new ListTablesCommand({}));

test('a fault can wait for the n-th call of its action, and others do not count', async () => {
  bench.cloud.faults.plan('DescribeInstances', { kind: 'refuse', code: 'Blocked' }, 2);
  await describe();
  await bench.ec2.send(new DescribeAddressesCommand({}));
  await expect(describe()).rejects.toMatchObject({ name: 'Blocked' });
  await expect(describe()).resolves.toBeDefined();
});

test('two faults of one action are met one after the other', async () => {
  bench.cloud.faults.plan('DescribeInstances', { kind: 'throttle' });
  bench.cloud.faults.plan('DescribeInstances', { kind: 'server-error' });
  await expect(describe()).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
  await expect(describe()).rejects.toMatchObject({ name: 'InternalError' });
  await expect(describe()).resolves.toBeDefined();
});

test.each<[string, Fault, string]>([
  ['throttle', { kind: 'throttle' }, 'ProvisionedThroughputExceededException'],
  ['refuse', { kind: 'refuse', code: 'ValidationException' }, 'ValidationException'],
  ['server-error', { kind: 'server-error' }, 'InternalServerError'],
])('a planned %s is said as DynamoDB would say it', async (_, fault, name) => {
  bench.cloud.faults.plan('ListTables', fault);
  await expect(listTables()).rejects.toMatchObject({ name });
});

test('SNS throttles in its own words', async () => {
  const TopicArn = bench.cloud.topics.create('topic');
  bench.cloud.faults.plan('Publish', { kind: 'throttle' });
  const publish = bench.sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
  await expect(publish).rejects.toMatchObject({ name: 'ThrottledException' });
  expect(bench.cloud.topics.published).toEqual([]);
});

test('a caller that dies of its last call never hears that it launched', async () => {
  bench.cloud.faults.loseAnswer(1);
  bench.cloud.faults.dieAt(2);
  await expect(bench.launch()).rejects.toThrow();
  await expect(bench.launch()).rejects.toThrow();
  expect(bench.cloud.ec2.instances.size).toBe(1);
});

test('a launch that is dropped before it acts has launched nothing', async () => {
  bench.cloud.faults.plan('RunInstances', { kind: 'drop-before' });
  await expect(bench.launch({ ClientToken: 'token' })).rejects.toThrow();
  expect(bench.cloud.ec2.instances.size).toBe(0);
});

test('a launch whose answer is lost has launched, and its token finds it again', async () => {
  bench.cloud.faults.plan('RunInstances', { kind: 'drop-after' });
  await expect(bench.launch({ ClientToken: 'token' })).rejects.toThrow();
  expect(bench.cloud.ec2.instances.size).toBe(1);
  expect(await bench.launch({ ClientToken: 'token' })).toEqual([
    ...bench.cloud.ec2.instances.keys(),
  ]);
});

test('a call that hangs has done nothing when its caller gives up', async () => {
  bench.cloud.faults.plan('RunInstances', { kind: 'hang' });
  await expect(launchWithin(100)).resolves.toBe('gave up');
  expect(bench.cloud.ec2.instances.size).toBe(0);
});

test('the newest requests are kept with what they asked', async () => {
  await bench.launch({ ClientToken: 'token' });
  await listTables();
  expect(bench.cloud.requests).toMatchObject([
    { service: 'ec2', action: 'RunInstances', parameters: { ClientToken: 'token' } },
    { service: 'dynamodb', action: 'ListTables' },
  ]);
});

async function launchWithin(ms: number): Promise<string> {
  const gaveUp = new Promise<string>((resolve) => setTimeout(() => resolve('gave up'), ms));
  const launched = bench.launch().then(
    () => 'launched',
    () => 'failed',
  );
  return Promise.race([launched, gaveUp]);
}
