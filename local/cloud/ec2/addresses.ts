import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import type { Address, Ec2World } from './ec2-world.ts';
import { stateOf } from './instance.ts';
import { filtered, tagSetXml, tagsOf } from './tags.ts';

export function allocateAddress(world: Ec2World, request: Parameters): Xml {
  const tags = request.list('TagSpecification').flatMap((each) => [...tagsOf(each)]);
  const address = world.addAddress(Object.fromEntries(tags));
  const { publicIp: ip, allocationId } = address;
  return { publicIp: ip, allocationId, domain: 'vpc' };
}

export function describeAddresses(world: Ec2World, request: Parameters): Xml {
  const ids = request.texts('AllocationId');
  const asked = ids.length > 0 ? ids.map((id) => addressOf(world, id)) : world.addresses.values();
  const found = filtered(request, [...asked], {
    'allocation-id': ({ allocationId }) => allocationId,
    'public-ip': ({ publicIp }) => publicIp,
    'association-id': (address) => world.associationOf(address)?.id,
    'instance-id': (address) => world.associationOf(address)?.instanceId,
  });
  return { addressesSet: { item: found.map((address) => addressXml(world, address)) } };
}

/** By default takes the address from whoever has it; and always displaces the one that the instance had. */
export function associateAddress(world: Ec2World, request: Parameters): Xml {
  const address = addressOf(world, request.text('AllocationId') ?? '');
  const instanceId = request.text('InstanceId') ?? '';
  const instance = world.find(instanceId);
  const state = stateOf(instance, world.now);
  if (state !== 'running' && state !== 'stopped')
    throw new AwsError(
      'InvalidInstanceID',
      `The ${state} instance '${instanceId}' is not in a valid state for this operation`,
    );
  const held = world.associationOf(address);
  if (held?.instanceId === instanceId) return { associationId: held.id, return: true };
  if (held && request.text('AllowReassociation') === 'false')
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `resource ${address.allocationId} is already associated with associate-id ${held.id}`,
    );
  for (const other of world.addresses.values())
    if (other.association?.instanceId === instanceId) other.association = undefined;
  address.association = { id: world.newId('eipassoc'), instanceId };
  return { associationId: address.association.id, return: true };
}

export function disassociateAddress(world: Ec2World, request: Parameters): Xml {
  const id = request.text('AssociationId') ?? '';
  const address = [...world.addresses.values()].find(
    (each) => world.associationOf(each)?.id === id,
  );
  if (!address)
    throw new AwsError(
      'InvalidAssociationID.NotFound',
      `The association ID '${id}' does not exist`,
    );
  address.association = undefined;
  return { return: true };
}

function addressXml(world: Ec2World, address: Address): Xml {
  const association = world.associationOf(address);
  return {
    publicIp: address.publicIp,
    allocationId: address.allocationId,
    domain: 'vpc',
    associationId: association?.id,
    instanceId: association?.instanceId,
    tagSet: tagSetXml(address.tags),
  };
}

function addressOf(world: Ec2World, allocationId: string): Address {
  const address = world.addresses.get(allocationId);
  if (address) return address;
  throw new AwsError(
    'InvalidAllocationID.NotFound',
    `The allocation ID '${allocationId}' does not exist`,
  );
}
