import type { Address, Instance, Reservation, Tag } from '@aws-sdk/client-ec2';
import { TAG } from '../../../domain/tags.ts';
import type { Readers } from '../lean.ts';
import { type Picked, pick, Tags } from './pick.ts';

/** By which launch templates mark what they launch. */
export const TEMPLATE_VERSION_TAG = 'aws:ec2launchtemplate:version';
const INSTANCE = {
  instanceId: 'text',
  instanceState: { name: 'text' },
  placement: { availabilityZone: 'text' },
  instanceType: 'text',
  subnetId: 'text',
  launchTime: 'text',
  amiLaunchIndex: 'text',
  clientToken: 'text',
  tagSet: new Tags([TAG.order, TAG.members, TAG.directive, TEMPLATE_VERSION_TAG]),
} as const;
const INSTANCES = {
  reservationSet: [{ ownerId: 'text', instancesSet: [INSTANCE] }],
  nextToken: 'text',
} as const;
const ADDRESS = {
  allocationId: 'text',
  publicIp: 'text',
  associationId: 'text',
  instanceId: 'text',
  networkInterfaceId: 'text',
  tagSet: new Tags([TAG.slot]),
} as const;
const ADDRESSES = { addressesSet: [ADDRESS] } as const;

/** Of an instance EC2 tells hundreds of fields: only those that are used here are read. */
export const EC2_READERS: Readers = {
  DescribeInstancesCommand: (xml) => {
    const { reservationSet = [], nextToken } = pick(xml, 'DescribeInstancesResponse', INSTANCES);
    return { Reservations: reservationSet.map(reservationOf), NextToken: nextToken };
  },
  DescribeAddressesCommand: (xml) => {
    const { addressesSet = [] } = pick(xml, 'DescribeAddressesResponse', ADDRESSES);
    return { Addresses: addressesSet.map(addressOf) };
  },
};

type Reserved = NonNullable<Picked<typeof INSTANCES>['reservationSet']>[number];

function reservationOf({ ownerId, instancesSet = [] }: Reserved): Reservation {
  return { OwnerId: ownerId, Instances: instancesSet.map(instanceOf) };
}

function instanceOf(picked: Picked<typeof INSTANCE>): Instance {
  const { instanceId, instanceState, placement, launchTime, amiLaunchIndex, tagSet } = picked;
  return {
    InstanceId: apart(instanceId),
    State: { Name: instanceState?.name as NonNullable<Instance['State']>['Name'] },
    Placement: { AvailabilityZone: placement?.availabilityZone },
    InstanceType: picked.instanceType as Instance['InstanceType'],
    SubnetId: apart(picked.subnetId),
    ClientToken: picked.clientToken,
    LaunchTime: launchTime ? new Date(launchTime) : undefined,
    AmiLaunchIndex: Number(amiLaunchIndex ?? 0),
    Tags: tagsIn(tagSet),
  };
}

function addressOf(picked: Picked<typeof ADDRESS>): Address {
  const { allocationId, publicIp, associationId, instanceId, networkInterfaceId, tagSet } = picked;
  return {
    AllocationId: apart(allocationId),
    PublicIp: apart(publicIp),
    AssociationId: apart(associationId),
    InstanceId: apart(instanceId),
    NetworkInterfaceId: networkInterfaceId,
    Tags: tagsIn(tagSet),
  };
}

function tagsIn(tags: Picked<Tags> = {}): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value: apart(Value) }));
}

/**
 * A copy of what is kept: V8 makes of a piece of a string a view of all of it, and a few of them would keep a whole
 * answer in memory.
 */
function apart<T extends string | undefined>(text: T): T {
  return text && (` ${text}`.slice(1) as T);
}
