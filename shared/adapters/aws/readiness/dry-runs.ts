import {
  CreateTagsCommand,
  type EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { TAG } from '../../../domain/tags.ts';
import type { Verdict } from '../../../ports/readiness.ts';
import type { CloudSettings } from '../ec2/cloud.ts';
import { describeGround, launchInput } from '../ec2/launching.ts';
import { dryRunVerdict } from '../errors.ts';

/** The launch as it would be made, into the first subnet. */
export async function dryRunLaunch(
  client: EC2Client,
  { deployment, launchTemplatePrefix, subnetIds }: CloudSettings,
  fleet: string,
  instanceType: string,
): Promise<Verdict> {
  const ground = await describeGround(client, `${launchTemplatePrefix}${fleet}`, subnetIds);
  const { template, templateVersion, subnets } = ground;
  const { id: subnetId = '', zone = '' } = subnets[0] ?? {};
  const placement = {
    template,
    templateVersion,
    subnetId,
    zone,
    instanceType,
    planned: 0,
    limit: 0,
  };
  const order = { fleet, token: 'preflight', members: [], placement };
  const input = { ...launchInput(deployment, order), MaxCount: 1, DryRun: true };
  return verdict(() => client.send(new RunInstancesCommand(input)));
}

export async function dryRunSteering(client: EC2Client, instanceId: string): Promise<Verdict> {
  const Resources = [instanceId];
  const Tags = [{ Key: TAG.directive, Value: 'serve' }];
  const tagging = await verdict(() =>
    client.send(new CreateTagsCommand({ Resources, Tags, DryRun: true })),
  );
  if (!tagging.allowed) return tagging;
  return verdict(() =>
    client.send(new TerminateInstancesCommand({ InstanceIds: Resources, DryRun: true })),
  );
}

/** EC2 answers a dry run with an error whichever way it ends. Throws what is neither. */
async function verdict(call: () => Promise<unknown>): Promise<Verdict> {
  try {
    await call();
    return { allowed: true };
  } catch (error) {
    return dryRunVerdict(error);
  }
}
