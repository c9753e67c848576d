import {
  DescribeLaunchTemplatesCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type ResourceType,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  type Tag,
} from '@aws-sdk/client-ec2';
import { writeMembers } from '../../../domain/cloud.ts';
import type { LaunchOrder } from '../../../domain/launch-order.ts';
import { TAG } from '../../../domain/tags.ts';
import type { LaunchGround, LaunchOutcome } from '../../../ports/cloud.ts';
import { launchOutcomeOf } from '../errors.ts';
import { cloudInstance } from './instances.ts';

/** One that EC2 takes back is gone: it is launched again elsewhere under a token of its own. */
const SPOT: NonNullable<RunInstancesCommandInput['InstanceMarketOptions']> = {
  MarketType: 'spot',
  SpotOptions: { SpotInstanceType: 'one-time', InstanceInterruptionBehavior: 'terminate' },
};
const TAGGED: readonly ResourceType[] = ['instance', 'volume', 'network-interface'];

export async function describeGround(
  client: EC2Client,
  template: string,
  subnetIds: readonly string[],
): Promise<LaunchGround> {
  const [{ Subnets = [] }, { LaunchTemplates = [] }] = await Promise.all([
    client.send(new DescribeSubnetsCommand({ SubnetIds: [...subnetIds] })),
    client.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: [template] })),
  ]);
  const version = LaunchTemplates[0]?.LatestVersionNumber;
  if (!version) throw new Error(`launch template ${template}: not found`);
  return {
    subnets: Subnets.flatMap(({ SubnetId: id, AvailabilityZone: zone }) =>
      id && zone ? [{ id, zone }] : [],
    ),
    template,
    templateVersion: String(version),
  };
}

/** Every parameter comes from the order, which never changes: a repetition is byte for byte the same. */
export async function runInstances(
  client: EC2Client,
  deployment: string,
  order: LaunchOrder,
): Promise<LaunchOutcome> {
  const command = new RunInstancesCommand(launchInput(deployment, order));
  const failures = failuresOf(command);
  try {
    const { Instances = [], OwnerId = '' } = await client.send(command);
    const region = await client.config.region();
    const instances = Instances.flatMap((instance) => cloudInstance(instance, region, OwnerId));
    return { is: 'launched', instances };
  } catch (error) {
    const earlier = failures.filter((each) => each !== error);
    return launchOutcomeOf(error, earlier);
  }
}

/** How each attempt of the SDK failed; it tells only of the last. */
function failuresOf({ middlewareStack }: RunInstancesCommand): readonly unknown[] {
  const failures: unknown[] = [];
  middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        failures.push(error);
        throw error;
      }
    },
    { step: 'deserialize', priority: 'high', name: 'failures' },
  );
  return failures;
}

type Request = Pick<LaunchOrder, 'fleet' | 'token' | 'placement' | 'members'>;

export function launchInput(deployment: string, order: Request): RunInstancesCommandInput {
  const { token, placement, members } = order;
  const Tags = tagsOf(deployment, order);
  return {
    ClientToken: token,
    LaunchTemplate: {
      LaunchTemplateName: placement.template,
      Version: placement.templateVersion,
    },
    InstanceType: placement.instanceType as never,
    SubnetId: placement.subnetId,
    MinCount: 1,
    MaxCount: members.length,
    TagSpecifications: TAGGED.map((type) => ({ ResourceType: type, Tags })),
    ...(placement.market === 'spot' && { InstanceMarketOptions: SPOT }),
  };
}

function tagsOf(deployment: string, { fleet, token, members }: Request): Tag[] {
  return [
    { Key: 'Name', Value: `asterfleet ${fleet}` },
    { Key: TAG.deployment, Value: deployment },
    { Key: TAG.fleet, Value: fleet },
    { Key: TAG.order, Value: token },
    { Key: TAG.members, Value: writeMembers(members) },
    { Key: TAG.directive, Value: 'serve' },
  ];
}
