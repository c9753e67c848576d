import { CreateTagsCommand, type EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { TAG } from '../../../domain/tags.ts';
import type { Cloud } from '../../../ports/cloud.ts';
import { isNotThere } from '../errors.ts';
import { associate, describeAddresses, disassociate } from './addresses.ts';
import { describeFleet, describeImpaired, describeWarnings } from './instances.ts';
import { describeGround, runInstances } from './launching.ts';
import { partsOf } from './parts.ts';

export interface CloudSettings {
  readonly deployment: string;
  /** A fleet's launch template is this and the fleet's name. */
  readonly launchTemplatePrefix: string;
  readonly subnetIds: readonly string[];
}

export function createCloud(client: EC2Client, settings: CloudSettings): Cloud {
  const { deployment, launchTemplatePrefix, subnetIds } = settings;
  const ownedBy = (fleet: string) => [
    { Name: `tag:${TAG.deployment}`, Values: [deployment] },
    { Name: `tag:${TAG.fleet}`, Values: [fleet] },
  ];
  return {
    instances: async (fleet, about = 0) => {
      const parts = partsOf(about).map((part) =>
        describeFleet(client, [...ownedBy(fleet), ...part]),
      );
      return (await Promise.all(parts)).flat();
    },
    addresses: (fleet) => describeAddresses(client, ownedBy(fleet)),
    impaired: (instanceIds) => describeImpaired(client, instanceIds),
    warnings: () => describeWarnings(client),
    launchGround: (fleet) => describeGround(client, `${launchTemplatePrefix}${fleet}`, subnetIds),
    launch: (order) => runInstances(client, deployment, order),
    bind: (allocationId, instanceId) => associate(client, allocationId, instanceId),
    unbind: (associationId) => disassociate(client, associationId),
    direct: async (instanceId, directive) => {
      const Tags = [{ Key: TAG.directive, Value: directive }];
      await unlessGone(client.send(new CreateTagsCommand({ Resources: [instanceId], Tags })));
    },
    terminate: async (instanceId) => {
      await unlessGone(client.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] })));
    },
  };
}

/** Not there yet, or not there any more: the next look decides. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isNotThere(error)) throw error;
  }
}
