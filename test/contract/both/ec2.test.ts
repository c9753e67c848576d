import {
  AssociateAddressCommand,
  CreateTagsCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DisassociateAddressCommand,
  paginateDescribeInstances,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GROUNDS, type Ground, LAG_MS } from './grounds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe.each(Object.entries(GROUNDS))('EC2, as %s has it:', (_, open) => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await open();
  });
  afterEach(() => ground.close());

  async function launch(change: Partial<RunInstancesCommandInput> = {}): Promise<string[]> {
    const { Instances = [] } = await ground.ec2.send(
      new RunInstancesCommand({
        ClientToken: 'token',
        LaunchTemplate: { LaunchTemplateName: ground.template, Version: '1' },
        InstanceType: 'c7g.large',
        SubnetId: ground.subnets[0],
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'asterfleet:fleet', Value: 'in-ngn' }] },
        ],
        ...change,
      }),
    );
    return Instances.map(({ InstanceId = '' }) => InstanceId);
  }

  async function shown(fleet = 'in-ngn') {
    const Filters = [{ Name: 'tag:asterfleet:fleet', Values: [fleet] }];
    const found = [];
    for await (const { Reservations = [] } of paginateDescribeInstances(
      { client: ground.ec2, pageSize: 5 },
      { Filters },
    ))
      found.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
    return found;
  }

  async function running(count = 1): Promise<string[]> {
    const ids = await launch({ MaxCount: count });
    ground.pass(MINUTE_MS);
    return ids;
  }

  async function associate(AllocationId: string, InstanceId: string, mayMove = false) {
    const request = { AllocationId, InstanceId, AllowReassociation: mayMove };
    const { AssociationId } = await ground.ec2.send(new AssociateAddressCommand(request));
    return AssociationId ?? '';
  }

  async function holders() {
    const { Addresses = [] } = await ground.ec2.send(new DescribeAddressesCommand({}));
    return Addresses.map(({ InstanceId }) => InstanceId || undefined);
  }

  test('the same token in the same zone is the same launch', async () => {
    const first = await launch({ MaxCount: 2 });
    expect(await launch({ MaxCount: 2 })).toEqual(first);
    ground.pass(MINUTE_MS);
    expect(await shown()).toHaveLength(2);
  });

  test('the same token in another zone is another launch', async () => {
    const first = await launch();
    expect(await launch({ SubnetId: ground.subnets[1] })).not.toEqual(first);
  });

  test('the same token with other parameters is refused', async () => {
    await launch();
    await expect(launch({ InstanceType: 'c7g.xlarge' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
  });

  test('a token whose instances are gone is used up', async () => {
    const [InstanceId = ''] = await running();
    await ground.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    ground.pass(2 * MINUTE_MS);
    await expect(launch()).rejects.toMatchObject({ name: 'IdempotentInstanceTerminated' });
  });

  test('as many are launched as there is room for, and none below the least', async () => {
    ground.setRoom('c7g.large', 2);
    expect(await launch({ MaxCount: 3 })).toHaveLength(2);
    await expect(launch({ ClientToken: 'another' })).rejects.toMatchObject({
      name: 'InsufficientInstanceCapacity',
    });
  });

  test('a zone that had no room launches for the same token once it has some', async () => {
    ground.setRoom('c7g.large', 0);
    await expect(launch()).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
    ground.setRoom('c7g.large', 1);
    expect(await launch()).toHaveLength(1);
  });

  test('the quota of virtual CPUs counts what runs', async () => {
    ground.setVcpuQuota(4);
    expect(await launch({ MaxCount: 3 })).toHaveLength(2);
    await expect(launch({ ClientToken: 'another' })).rejects.toMatchObject({
      name: 'VcpuLimitExceeded',
    });
  });

  test('what was launched is shown late, with its token, its place and its time to the second', async () => {
    const ids = await launch({ MaxCount: 2 });
    expect(await shown()).toEqual([]);
    ground.pass(LAG_MS);
    const found = await shown();
    expect(found.map(({ InstanceId }) => InstanceId)).toEqual(ids);
    expect(found.map(({ AmiLaunchIndex }) => AmiLaunchIndex)).toEqual([0, 1]);
    expect(found.map(({ ClientToken }) => ClientToken)).toEqual(['token', 'token']);
    expect(found.map(({ LaunchTime }) => (LaunchTime?.getTime() ?? 1) % 1_000)).toEqual([0, 0]);
  });

  test('pages hold all instances, each once', async () => {
    const ids = await launch({ MaxCount: 13 });
    ground.pass(LAG_MS);
    const found = (await shown()).map(({ InstanceId }) => InstanceId);
    expect(found.toSorted()).toEqual(ids.toSorted());
    expect(await shown('another')).toEqual([]);
  });

  test('what is ended is shown as terminated for about an hour', async () => {
    const [InstanceId = ''] = await running();
    await ground.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    ground.pass(LAG_MS + 1_000);
    expect((await shown()).map(({ State }) => State?.Name)).toEqual(['shutting-down']);
    ground.pass(MINUTE_MS);
    expect((await shown()).map(({ State }) => State?.Name)).toEqual(['terminated']);
    ground.pass(2 * HOUR_MS);
    expect(await shown()).toEqual([]);
  });

  test('what is not there, or not shown yet, can be neither tagged nor terminated', async () => {
    const [id = ''] = await launch();
    for (const Resources of [[id], ['i-0123456789abcdef0']]) {
      const Tags = [{ Key: 'asterfleet:directive', Value: 'stop' }];
      const tag = ground.ec2.send(new CreateTagsCommand({ Resources, Tags }));
      await expect(tag).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
      const end = ground.ec2.send(new TerminateInstancesCommand({ InstanceIds: Resources }));
      await expect(end).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    }
    ground.pass(MINUTE_MS);
    expect((await shown()).map(({ State }) => State?.Name)).toEqual(['running']);
  });

  test('a tag that is written replaces the one before', async () => {
    const [id = ''] = await running();
    for (const Value of ['drain', 'stop'])
      await ground.ec2.send(
        new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'directive', Value }] }),
      );
    ground.pass(LAG_MS);
    const [instance] = await shown();
    const values = instance?.Tags?.filter(({ Key }) => Key === 'directive');
    expect(values?.map(({ Value }) => Value)).toEqual(['stop']);
  });

  test('a pending instance can hold no address', async () => {
    const allocation = ground.addAddress({});
    const [id = ''] = await launch();
    ground.pass(LAG_MS);
    await expect(associate(allocation, id)).rejects.toMatchObject({ name: 'InvalidInstanceID' });
  });

  test('an address that another holds is refused, and moves where that is allowed', async () => {
    const allocation = ground.addAddress({});
    const [first = '', second = ''] = await running(2);
    await associate(allocation, first);
    await expect(associate(allocation, second)).rejects.toMatchObject({
      name: 'Resource.AlreadyAssociated',
    });
    await associate(allocation, second, true);
    ground.pass(LAG_MS);
    expect(await holders()).toEqual([second]);
  });

  test('the same address to the same instance is the same association', async () => {
    const allocation = ground.addAddress({});
    const [id = ''] = await running();
    const association = await associate(allocation, id);
    expect(await associate(allocation, id)).toBe(association);
  });

  test('an instance that gets another address loses the one that it had', async () => {
    const [one, other] = [ground.addAddress({}), ground.addAddress({})];
    const [id = ''] = await running();
    await associate(one, id);
    await associate(other, id);
    ground.pass(LAG_MS);
    expect(await holders()).toEqual([undefined, id]);
  });

  test('an association that is over is not found', async () => {
    const allocation = ground.addAddress({});
    const [id = ''] = await running();
    const AssociationId = await associate(allocation, id);
    await ground.ec2.send(new DisassociateAddressCommand({ AssociationId }));
    const again = ground.ec2.send(new DisassociateAddressCommand({ AssociationId }));
    await expect(again).rejects.toMatchObject({ name: 'InvalidAssociationID.NotFound' });
  });

  test('an instance that powers itself off is terminated, and its address is free', async () => {
    const allocation = ground.addAddress({});
    const [id = ''] = await running();
    await associate(allocation, id);
    ground.powerOff(id);
    ground.pass(MINUTE_MS);
    expect((await shown()).map(({ State }) => State?.Name)).toEqual(['terminated']);
    expect(await holders()).toEqual([undefined]);
  });

  test.each([
    ['in-*', true],
    ['*-ngn', true],
    ['in?ngn', true],
    ['in-', false],
    ['in.ngn', false],
    ['IN-*', false],
    ['?', false],
  ])('a filter for %s', async (value, isFound) => {
    await running();
    expect((await shown(value)).length).toBe(Number(isFound));
  });

  test('a filter that nobody knows is refused', async () => {
    const Filters = [{ Name: 'no-such-filter', Values: ['x'] }];
    const describing = ground.ec2.send(new DescribeInstancesCommand({ Filters }));
    await expect(describing).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
