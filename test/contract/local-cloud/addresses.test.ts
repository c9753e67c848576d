import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DescribeAddressesCommand,
  type DescribeAddressesCommandInput,
  DisassociateAddressCommand,
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

async function allocate(slot: string): Promise<string> {
  const Tags = [{ Key: 'slot', Value: slot }];
  const { AllocationId = '' } = await bench.ec2.send(
    new AllocateAddressCommand({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] }),
  );
  return AllocationId;
}

async function associate(AllocationId: string, InstanceId: string, AllowReassociation?: boolean) {
  const request = { AllocationId, InstanceId, AllowReassociation };
  const { AssociationId = '' } = await bench.ec2.send(new AssociateAddressCommand(request));
  return AssociationId;
}

async function holders(): Promise<Record<string, string | undefined>> {
  const { Addresses = [] } = await bench.ec2.send(new DescribeAddressesCommand({}));
  return Object.fromEntries(Addresses.map((each) => [each.AllocationId, each.InstanceId]));
}

async function running(): Promise<string> {
  const [id = ''] = await bench.launch();
  bench.pass(MINUTE_MS);
  return id;
}

test('a pending instance is refused an address', async () => {
  const address = await allocate('1');
  const [id = ''] = await bench.launch();
  bench.pass(10_000);
  await expect(associate(address, id)).rejects.toMatchObject({ name: 'InvalidInstanceID' });
});

test('a terminated instance is refused an address', async () => {
  const address = await allocate('1');
  const id = await running();
  await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  bench.pass(MINUTE_MS);
  await expect(associate(address, id)).rejects.toMatchObject({ name: 'InvalidInstanceID' });
});

test('an address that is held is refused where reassociation is not allowed', async () => {
  const address = await allocate('1');
  const [holder, other] = [await running(), await running()];
  await associate(address, holder, false);
  const taking = associate(address, other, false);
  await expect(taking).rejects.toMatchObject({ name: 'Resource.AlreadyAssociated' });
  expect(await holders()).toEqual({ [address]: holder });
});

test('by default an address is taken from whoever holds it', async () => {
  const address = await allocate('1');
  const [holder, other] = [await running(), await running()];
  await associate(address, holder);
  await associate(address, other);
  expect(await holders()).toEqual({ [address]: other });
});

test('a second address silently displaces the first, reassociation or not', async () => {
  const [first, second] = [await allocate('1'), await allocate('2')];
  const id = await running();
  await associate(first, id, false);
  await associate(second, id, false);
  expect(await holders()).toEqual({ [first]: undefined, [second]: id });
});

test('the same association again is the same association', async () => {
  const address = await allocate('1');
  const id = await running();
  expect(await associate(address, id, false)).toBe(await associate(address, id, false));
});

test('an association that is over cannot be undone again', async () => {
  const address = await allocate('1');
  const AssociationId = await associate(address, await running());
  const undo = new DisassociateAddressCommand({ AssociationId });
  await bench.ec2.send(undo);
  await expect(bench.ec2.send(undo)).rejects.toMatchObject({
    name: 'InvalidAssociationID.NotFound',
  });
});

test('termination gives the address back', async () => {
  const address = await allocate('1');
  const id = await running();
  await associate(address, id);
  await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  expect(await holders()).toEqual({ [address]: id });
  bench.pass(MINUTE_MS);
  expect(await holders()).toEqual({ [address]: undefined });
});

test('addresses are found by their tags', async () => {
  await allocate('1');
  const second = await allocate('2');
  const Filters = [{ Name: 'tag:slot', Values: ['2'] }];
  const { Addresses = [] } = await bench.ec2.send(new DescribeAddressesCommand({ Filters }));
  expect(Addresses.map(({ AllocationId }) => AllocationId)).toEqual([second]);
});

test('addresses are found by id, and by the instance that holds them', async () => {
  const [first] = [await allocate('1'), await allocate('2')];
  const id = await running();
  await associate(first, id);
  const find = async (request: DescribeAddressesCommandInput) => {
    const { Addresses = [] } = await bench.ec2.send(new DescribeAddressesCommand(request));
    return Addresses.map(({ AllocationId }) => AllocationId);
  };
  expect(await find({ AllocationIds: [first] })).toEqual([first]);
  expect(await find({ Filters: [{ Name: 'instance-id', Values: [id] }] })).toEqual([first]);
  await expect(find({ AllocationIds: ['eipalloc-unknown'] })).rejects.toMatchObject({
    name: 'InvalidAllocationID.NotFound',
  });
});

test('every address of a large pool is another one', () => {
  const pool = Array.from({ length: 1_000 }, () => bench.cloud.ec2.addAddress({}).publicIp);
  expect(new Set(pool).size).toBe(1_000);
  expect([pool[0], pool[254], pool[999]]).toEqual(['198.51.100.1', '203.0.113.1', '10.0.3.231']);
});
