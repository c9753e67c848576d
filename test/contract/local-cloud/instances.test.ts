import {
  CreateTagsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  paginateDescribeInstances,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Bench, openBench } from '../../support/local-cloud.ts';

const MINUTE_MS = 60_000;
let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function described(): Promise<Record<string, string | undefined>> {
  const { Reservations = [] } = await bench.ec2.send(new DescribeInstancesCommand({}));
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  return Object.fromEntries(instances.map((each) => [each.InstanceId, each.State?.Name]));
}

test('the same token is the same launch', async () => {
  const first = await bench.launch({ ClientToken: 'token', MaxCount: 2 });
  expect(first).toHaveLength(2);
  expect(await bench.launch({ ClientToken: 'token', MaxCount: 2 })).toEqual(first);
  expect(bench.cloud.ec2.instances.size).toBe(2);
});

test('the same token in another zone is another launch', async () => {
  const first = await bench.launch({ ClientToken: 'token' });
  const second = await bench.launch({ ClientToken: 'token', SubnetId: bench.subnets[1] });
  expect(second).not.toEqual(first);
});

test('the same token with other parameters is refused', async () => {
  await bench.launch({ ClientToken: 'token' });
  const other = bench.launch({ ClientToken: 'token', InstanceType: 'c7g.xlarge' });
  await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' });
});

test('a token whose instances are gone is used up', async () => {
  const [id = ''] = await bench.launch({ ClientToken: 'token' });
  bench.pass(MINUTE_MS);
  await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  bench.pass(MINUTE_MS);
  const again = bench.launch({ ClientToken: 'token' });
  await expect(again).rejects.toMatchObject({ name: 'IdempotentInstanceTerminated' });
});

test('a zone gives what it has, and refuses what is below the least asked for', async () => {
  bench.cloud.ec2.setCapacity('us-east-1a', 'c7g.large', 2);
  expect(await bench.launch({ MaxCount: 5 })).toHaveLength(2);
  const more = bench.launch({ MaxCount: 5 });
  await expect(more).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
});

test('instances of one launch have their index, and the tags of the call', async () => {
  await bench.launch({
    MaxCount: 3,
    TagSpecifications: [
      { ResourceType: 'instance', Tags: [{ Key: 'own', Value: 'yes' }] },
      { ResourceType: 'volume', Tags: [{ Key: 'own', Value: 'no' }] },
    ],
  });
  bench.pass(MINUTE_MS);
  const Filters = [{ Name: 'tag:own', Values: ['yes'] }];
  const { Reservations = [] } = await bench.ec2.send(new DescribeInstancesCommand({ Filters }));
  const indexes = Reservations.flatMap(({ Instances = [] }) => Instances).map(
    ({ AmiLaunchIndex }) => AmiLaunchIndex,
  );
  expect(indexes).toEqual([0, 1, 2]);
});

test('a template version that does not exist is refused', async () => {
  const LaunchTemplate = { LaunchTemplateName: 'template', Version: '7' };
  const launch = bench.launch({ LaunchTemplate });
  await expect(launch).rejects.toMatchObject({ name: 'InvalidLaunchTemplateId.VersionNotFound' });
});

test('a new instance is not there yet for whoever asks', async () => {
  const [id = ''] = await bench.launch();
  expect(await described()).toEqual({});
  const tag = new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'a', Value: 'b' }] });
  await expect(bench.ec2.send(tag)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  bench.pass(10_000);
  expect(await described()).toEqual({ [id]: 'pending' });
  bench.pass(MINUTE_MS);
  expect(await described()).toEqual({ [id]: 'running' });
});

test('a terminated instance is shown for an hour, and then no more', async () => {
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  expect(await described()).toEqual({ [id]: 'running' });
  bench.pass(10_000);
  expect(await described()).toEqual({ [id]: 'shutting-down' });
  bench.pass(MINUTE_MS);
  expect(await described()).toEqual({ [id]: 'terminated' });
  bench.pass(60 * MINUTE_MS);
  expect(await described()).toEqual({});
});

test('one unknown id fails a whole termination, and a second one changes nothing', async () => {
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  const both = new TerminateInstancesCommand({ InstanceIds: [id, 'i-unknown'] });
  await expect(bench.ec2.send(both)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  bench.pass(MINUTE_MS);
  expect(await described()).toEqual({ [id]: 'running' });
});

test('an instance that powers itself off is terminated when its template says so', async () => {
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  bench.cloud.ec2.powerOff(id);
  bench.pass(MINUTE_MS);
  expect(await described()).toEqual({ [id]: 'terminated' });
});

test('a termination from outside is heard by the host before it happens', async () => {
  const heard: string[] = [];
  bench.cloud.ec2.terminationListeners.push(({ id }) => heard.push(id));
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  for (let time = 0; time < 2; time += 1)
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  expect(heard).toEqual([id]);
});

test('a long answer comes in pages', async () => {
  await bench.launch({ MaxCount: 12 });
  bench.pass(MINUTE_MS);
  const sizes: number[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances(
    { client: bench.ec2, pageSize: 5 },
    { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] },
  ))
    sizes.push(Reservations.length);
  expect(sizes).toEqual([5, 5, 2]);
});

test('status checks tell an impaired instance', async () => {
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  const instance = bench.cloud.ec2.instances.get(id);
  if (instance) instance.isImpaired = true;
  const { InstanceStatuses = [] } = await bench.ec2.send(new DescribeInstanceStatusCommand({}));
  expect(InstanceStatuses[0]?.SystemStatus?.Status).toBe('impaired');
});
