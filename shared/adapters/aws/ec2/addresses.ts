import {
  type Address,
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { CloudAddress } from '../../../domain/cloud.ts';
import { TAG } from '../../../domain/tags.ts';
import { isBindingNotNow, isNotThere } from '../errors.ts';
import { tagReader } from './instances.ts';

export async function describeAddresses(
  client: EC2Client,
  Filters: { readonly Name: string; readonly Values: string[] }[],
): Promise<CloudAddress[]> {
  const { Addresses = [] } = await client.send(new DescribeAddressesCommand({ Filters }));
  return Addresses.flatMap(cloudAddress);
}

/** By default EC2 takes an address from whoever has it; never here. Whether it worked is read back. */
export async function associate(
  client: EC2Client,
  AllocationId: string,
  InstanceId: string,
): Promise<void> {
  const request = { AllocationId, InstanceId, AllowReassociation: false };
  try {
    await client.send(new AssociateAddressCommand(request));
  } catch (error) {
    if (!isBindingNotNow(error)) throw error;
  }
}

export async function disassociate(client: EC2Client, AssociationId: string): Promise<void> {
  try {
    await client.send(new DisassociateAddressCommand({ AssociationId }));
  } catch (error) {
    if (!isNotThere(error)) throw error;
  }
}

function cloudAddress(address: Address): CloudAddress[] {
  const { AllocationId: allocationId, PublicIp: ip, AssociationId: associationId } = address;
  const slot = Number(tagReader(address.Tags)(TAG.slot));
  if (!allocationId || !ip || !Number.isInteger(slot) || slot < 1) return [];
  const instanceId = address.InstanceId || address.NetworkInterfaceId;
  if (!associationId || !instanceId) return [{ allocationId, ip, slot }];
  return [{ allocationId, ip, slot, binding: { associationId, instanceId } }];
}
