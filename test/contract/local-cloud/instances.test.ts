import {
  CreateTagsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  type DescribeLaunchTemplatesCommandInput,
  DescribeSubnetsCommand,
  type Filter,
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

test('templates are found by name, by id, or all of them', async () => {
  const { id } = bench.cloud.ec2.addTemplate('other');
  const describe = async (request: DescribeLaunchTemplatesCommandInput) => {
    const answer = await bench.ec2.send(new DescribeLaunchTemplatesCommand(request));
    return answer.LaunchTemplates?.map(({ LaunchTemplateName }) => LaunchTemplateName);
  };
  expect(await describe({ LaunchTemplateNames: ['template'] })).toEqual(['template']);
  expect(await describe({ LaunchTemplateIds: [id] })).toEqual(['other']);
  expect(await describe({})).toEqual(['template', 'other']);
  await expect(describe({ LaunchTemplateIds: ['lt-unknown'] })).rejects.toMatchObject({
    name: 'InvalidLaunchTemplateId.NotFound',
  });
});

test('subnets are found by id and by filter', async () => {
  const Filters = [{ Name: 'availability-zone', Values: ['us-east-1b'] }];
  const { Subnets = [] } = await bench.ec2.send(new DescribeSubnetsCommand({ Filters }));
  expect(Subnets.map(({ SubnetId }) => SubnetId)).toEqual([bench.subnets[1]]);
});

test('a filter that EC2 does not know is refused, not empty', async () => {
  const Filters = [{ Name: 'tags:own', Values: ['yes'] }];
  const describe = bench.ec2.send(new DescribeInstancesCommand({ Filters }));
  await expect(describe).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('a page size and a list of ids are not for the same call', async () => {
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  const both = new DescribeInstancesCommand({ InstanceIds: [id], MaxResults: 5 });
  await expect(bench.ec2.send(both)).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
});

test('one unknown id fails a whole description', async () => {
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  const both = new DescribeInstancesCommand({ InstanceIds: [id, 'i-unknown'] });
  await expect(bench.ec2.send(both)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
});

async function found(Filters: Filter[]): Promise<(string | undefined)[]> {
  const { Reservations = [] } = await bench.ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations.flatMap(({ Instances = [] }) => Instances).map((each) => each.InstanceId);
}

test('an instance is found by the token of its launch', async () => {
  const [id = ''] = await bench.launch({ ClientToken: 'token' });
  await bench.launch({ ClientToken: 'other' });
  bench.pass(MINUTE_MS);
  expect(await found([{ Name: 'client-token', Values: ['token'] }])).toEqual([id]);
});

test('an instance must match every filter, each by any of its values', async () => {
  const [first] = await bench.launch();
  const [second] = await bench.launch({ SubnetId: bench.subnets[1] });
  const [third] = await bench.launch({ InstanceType: 'c7g.xlarge' });
  bench.pass(MINUTE_MS);
  const type = { Name: 'instance-type', Values: ['c7g.large'] };
  const zone = (...Values: string[]) => ({ Name: 'availability-zone', Values });
  expect(await found([type])).toEqual([first, second]);
  expect(await found([zone('us-east-1a')])).toEqual([first, third]);
  expect(await found([type, zone('us-east-1a')])).toEqual([first]);
  expect(await found([type, zone('us-east-1a', 'us-east-1b')])).toEqual([first, second]);
});

test.each([4, 1_001])('a page of %d instances is refused', async (MaxResults) => {
  const describe = bench.ec2.send(new DescribeInstancesCommand({ MaxResults }));
  await expect(describe).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('a new instance is not there yet for whoever asks', async () => {
  const [id = ''] = await bench.launch();
  expect(await described()).toEqual({});
  const tag = new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'a', Value: 'b' }] });
  await expect(bench.ec2.send(tag)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  const end = new TerminateInstancesCommand({ InstanceIds: [id] });
  await expect(bench.ec2.send(end)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
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

test('an instance that powers itself off without such a template is stopped, and can be terminated', async () => {
  const [id = ''] = await bench.launch({ LaunchTemplate: undefined });
  bench.pass(MINUTE_MS);
  bench.cloud.ec2.powerOff(id);
  bench.pass(MINUTE_MS);
  expect(await described()).toEqual({ [id]: 'stopped' });
  await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
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
    sizes.push(Reservations.flatMap(({ Instances = [] }) => Instances).length);
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

test('status checks come after running, and are of no pending instance unless all are asked for', async () => {
  await bench.launch();
  const statuses = async (IncludeAllInstances = false) => {
    const request = new DescribeInstanceStatusCommand({ IncludeAllInstances });
    const { InstanceStatuses = [] } = await bench.ec2.send(request);
    return InstanceStatuses.map(({ InstanceStatus }) => InstanceStatus?.Status);
  };
  bench.pass(10_000);
  expect([await statuses(), await statuses(true)]).toEqual([[], ['not-applicable']]);
  bench.pass(MINUTE_MS);
  expect(await statuses()).toEqual(['initializing']);
  bench.pass(3 * MINUTE_MS);
  expect(await statuses()).toEqual(['ok']);
});
