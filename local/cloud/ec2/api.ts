import { AwsError, type Parameters, toXml, type Xml } from '../query-protocol.ts';
import {
  allocateAddress,
  associateAddress,
  describeAddresses,
  disassociateAddress,
} from './addresses.ts';
import {
  createTags,
  describeInstanceStatus,
  describeInstances,
  terminateInstances,
} from './describe-instances.ts';
import type { Ec2World } from './ec2-world.ts';
import {
  describeLaunchTemplates,
  describeLaunchTemplateVersions,
  describeSubnets,
} from './ground.ts';
import { describeImages, describeInstanceTypes } from './images.ts';
import { runInstances } from './run-instances.ts';

type Action = (world: Ec2World, request: Parameters) => Xml;

const ACTIONS: Readonly<Record<string, Action>> = {
  RunInstances: runInstances,
  DescribeInstances: describeInstances,
  DescribeInstanceStatus: describeInstanceStatus,
  TerminateInstances: terminateInstances,
  CreateTags: createTags,
  AllocateAddress: allocateAddress,
  DescribeAddresses: describeAddresses,
  AssociateAddress: associateAddress,
  DisassociateAddress: disassociateAddress,
  DescribeSubnets: describeSubnets,
  DescribeLaunchTemplates: describeLaunchTemplates,
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  DescribeImages: describeImages,
  DescribeInstanceTypes: describeInstanceTypes,
};

/** The answer's XML. Throws AwsError. */
export function answerEc2(world: Ec2World, action: string, request: Parameters): string {
  const act = ACTIONS[action];
  if (!act)
    throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
  // What it asks for is allowed: nobody has a policy here.
  if (request.text('DryRun') === 'true')
    throw new AwsError(
      'DryRunOperation',
      'Request would have succeeded, but DryRun flag is set',
      412,
    );
  const body = act(world, request) as Record<string, Xml>;
  return toXml(`${action}Response`, { requestId: 'local', ...body });
}

export function ec2ErrorXml({ code, message }: AwsError): string {
  return toXml('Response', {
    Errors: { Error: { Code: code, Message: message } },
    RequestID: 'local',
  });
}
