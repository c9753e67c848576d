import {
  DescribeInstancesCommand,
  RunInstancesCommand,
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

test('the same token in another subnet of the same zone is refused', async () => {
  await bench.launch({ ClientToken: 'token' });
  const SubnetId = bench.cloud.ec2.addSubnet('us-east-1a').id;
  const other = bench.launch({ ClientToken: 'token', SubnetId });
  await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' });
});

test('without a subnet a token holds for the whole region', async () => {
  const first = await bench.launch({ ClientToken: 'token', SubnetId: undefined });
  expect(await bench.launch({ ClientToken: 'token', SubnetId: undefined })).toEqual(first);
});

test('a replayed launch says what the instances are by now', async () => {
  await bench.launch({ ClientToken: 'token' });
  bench.pass(MINUTE_MS);
  const { Instances = [] } = await bench.ec2.send(
    new RunInstancesCommand({
      LaunchTemplate: { LaunchTemplateName: 'template', Version: '1' },
      InstanceType: 'c7g.large',
      SubnetId: bench.subnets[0],
      MinCount: 1,
      MaxCount: 1,
      ClientToken: 'token',
    }),
  );
  expect(Instances.map(({ State }) => State?.Name)).toEqual(['running']);
});

test('a token that is too long is refused', async () => {
  const launch = bench.launch({ ClientToken: 't'.repeat(65) });
  await expect(launch).rejects.toMatchObject({ name: 'InvalidParameterValue' });
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

test('a launch that is refused for want of capacity leaves its token free', async () => {
  bench.cloud.ec2.setCapacity('us-east-1a', 'c7g.large', 0);
  const launch = () => bench.launch({ ClientToken: 'token' });
  await expect(launch()).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
  bench.cloud.ec2.setCapacity('us-east-1a', 'c7g.large', 1);
  expect(await launch()).toHaveLength(1);
});

test('the quota counts virtual CPUs over all zones and types', async () => {
  bench.cloud.ec2.setVcpuQuota(8);
  await bench.launch({ InstanceType: 'c7g.xlarge' });
  expect(await bench.launch({ SubnetId: bench.subnets[1], MaxCount: 5 })).toHaveLength(2);
  const more = bench.launch();
  await expect(more).rejects.toMatchObject({ name: 'VcpuLimitExceeded' });
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
  expect(Reservations).toHaveLength(1);
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

test('a launch by template id and latest version is tagged with the number of the version', async () => {
  const template = bench.cloud.ec2.addTemplate('other');
  template.latestVersion = 3;
  const LaunchTemplate = { LaunchTemplateId: template.id, Version: '$Latest' };
  const [id = ''] = await bench.launch({ LaunchTemplate });
  const tags = bench.cloud.ec2.instances.get(id)?.tags;
  expect(tags?.get('aws:ec2launchtemplate:version')).toBe('3');
});
