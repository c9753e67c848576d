import type { Address, Instance, Reservation, Tag } from '@aws-sdk/client-ec2';
import type { Readers } from '../lean.ts';
import { type Picked, pick } from './pick.ts';

const TAGS = [{ key: 'text', value: 'text' }] as const;
const INSTANCE = {
  instanceId: 'text',
  instanceState: { name: 'text' },
  placement: { availabilityZone: 'text' },
  instanceType: 'text',
  subnetId: 'text',
  launchTime: 'text',
  amiLaunchIndex: 'text',
  clientToken: 'text',
  tagSet: TAGS,
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
  tagSet: TAGS,
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
    InstanceId: instanceId,
    State: { Name: instanceState?.name as NonNullable<Instance['State']>['Name'] },
    Placement: { AvailabilityZone: placement?.availabilityZone },
    InstanceType: picked.instanceType as Instance['InstanceType'],
    SubnetId: picked.subnetId,
    ClientToken: picked.clientToken,
    LaunchTime: launchTime ? new Date(launchTime) : undefined,
    AmiLaunchIndex: Number(amiLaunchIndex ?? 0),
    Tags: tagsIn(tagSet),
  };
}

function addressOf(picked: Picked<typeof ADDRESS>): Address {
  const { allocationId, publicIp, associationId, instanceId, networkInterfaceId, tagSet } = picked;
  return {
    AllocationId: allocationId,
    PublicIp: publicIp,
    AssociationId: associationId,
    InstanceId: instanceId,
    NetworkInterfaceId: networkInterfaceId,
    Tags: tagsIn(tagSet),
  };
}

function tagsIn(tags: Picked<typeof TAGS> | undefined): Tag[] {
  return (tags ?? []).map(({ key, value }) => ({ Key: key, Value: value }));
}
