import {
  DescribeImagesCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { isMissing } from '../errors.ts';

/** Source: EC2 user guide, "On-Demand Instance quotas": standard (A, C, D, H, I, M, R, T, Z) families. */
const STANDARD_VCPUS = 'L-1216C47A';

export async function templateOf(client: EC2Client, name: string): Promise<string | undefined> {
  const request = new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: [name] });
  const found = await unlessMissing(client.send(request));
  return found?.LaunchTemplates?.[0]?.LatestVersionNumber?.toString();
}

export async function imageOf(client: EC2Client, LaunchTemplateName: string) {
  const { LaunchTemplateVersions = [] } = await client.send(
    new DescribeLaunchTemplateVersionsCommand({
      LaunchTemplateName,
      Versions: ['$Latest'],
      ResolveAlias: true,
    }),
  );
  const id = LaunchTemplateVersions[0]?.LaunchTemplateData?.ImageId ?? '';
  const found = await unlessMissing(client.send(new DescribeImagesCommand({ ImageIds: [id] })));
  return { id, state: found?.Images?.[0]?.State ?? 'not found' };
}

export async function subnetsOf(client: EC2Client, SubnetIds: readonly string[]) {
  const { Subnets = [] } = await client.send(
    new DescribeSubnetsCommand({ SubnetIds: [...SubnetIds] }),
  );
  return Subnets.map(({ SubnetId: id = '', AvailableIpAddressCount: freeAddresses = 0 }) => ({
    id,
    freeAddresses,
  }));
}

export async function vcpusOf(ec2: EC2Client, quotas: ServiceQuotasClient, type: string) {
  const [{ InstanceTypes = [] }, { Quota }] = await Promise.all([
    ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type as never] })),
    quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode: STANDARD_VCPUS })),
  ]);
  const perInstance = InstanceTypes[0]?.VCpuInfo?.DefaultVCpus;
  const quota = Quota?.Value;
  if (perInstance === undefined || quota === undefined)
    throw new Error(`vCPUs of ${type}: not told`);
  return { quota, perInstance };
}

async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
