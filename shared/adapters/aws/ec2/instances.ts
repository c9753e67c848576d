import {
  type EC2Client,
  type Filter,
  type Instance,
  type InstanceStatusEvent,
  paginateDescribeInstanceStatus,
  paginateDescribeInstances,
  type Tag,
} from '@aws-sdk/client-ec2';
import { type CloudInstance, readMember } from '../../../domain/cloud.ts';
import type { Directive } from '../../../domain/heartbeat.ts';
import type { InstanceWarning } from '../../../domain/standing/standing.ts';
import { TAG } from '../../../domain/tags.ts';
import { TEMPLATE_VERSION_TAG } from './answers.ts';
import { PAGE } from './parts.ts';

/** EC2's own bound on ids in one DescribeInstanceStatus. */
const STATUS_IDS_MAX = 100;
/** Source: EC2 API reference, InstanceStatusEvent. */
const EVENT_CODES = [
  'instance-reboot',
  'instance-retirement',
  'instance-stop',
  'system-maintenance',
  'system-reboot',
];

export async function describeFleet(
  client: EC2Client,
  filters: readonly Filter[],
): Promise<CloudInstance[]> {
  const region = await client.config.region();
  const found: CloudInstance[] = [];
  const pages = paginateDescribeInstances({ client, pageSize: PAGE }, { Filters: [...filters] });
  for await (const { Reservations = [] } of pages)
    for (const { OwnerId = '', Instances = [] } of Reservations)
      found.push(...Instances.flatMap((instance) => cloudInstance(instance, region, OwnerId)));
  return found;
}

/** Instances among those given whose status checks fail. */
export async function describeImpaired(
  client: EC2Client,
  instanceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const impaired = new Set<string>();
  for (let start = 0; start < instanceIds.length; start += STATUS_IDS_MAX) {
    const InstanceIds = instanceIds.slice(start, start + STATUS_IDS_MAX);
    for await (const { InstanceStatuses = [] } of paginateDescribeInstanceStatus(
      { client },
      { InstanceIds },
    ))
      for (const { InstanceId, InstanceStatus, SystemStatus } of InstanceStatuses)
        if (InstanceId && [InstanceStatus?.Status, SystemStatus?.Status].includes('impaired'))
          impaired.add(InstanceId);
  }
  return impaired;
}

/** Instances of the account that AWS has announced to stop, restart or retire. */
export async function describeWarnings(client: EC2Client): Promise<InstanceWarning[]> {
  const warnings: InstanceWarning[] = [];
  const Filters = [{ Name: 'event.code', Values: [...EVENT_CODES] }];
  for await (const { InstanceStatuses = [] } of paginateDescribeInstanceStatus(
    { client, pageSize: PAGE },
    { Filters },
  ))
    for (const { InstanceId, Events = [] } of InstanceStatuses)
      warnings.push(...Events.flatMap((event) => warningOf(InstanceId, event)));
  return warnings;
}

function warningOf(instanceId: string | undefined, event: InstanceStatusEvent): InstanceWarning[] {
  const { Code = '', Description = '', NotBefore } = event;
  // EC2 shows an event for a week after it is over, and says so in its description.
  if (!instanceId || /^\[(Completed|Canceled)\]/.test(Description)) return [];
  const notBefore = NotBefore ? { notBeforeMs: NotBefore.getTime() } : {};
  return [{ instanceId, kind: 'maintenance', says: `${Code}: ${Description}`, ...notBefore }];
}

export function cloudInstance(
  instance: Instance,
  region: string,
  ownerId: string,
): CloudInstance[] {
  const { InstanceId: id, State, Placement, InstanceType = '', SubnetId = '' } = instance;
  if (!id) return [];
  const tag = tagReader(instance.Tags);
  // A copy that a person made has the tags of its model, and another token.
  const order = tag(TAG.order) === instance.ClientToken ? tag(TAG.order) : '';
  const launchIndex = instance.AmiLaunchIndex ?? 0;
  return [
    {
      id,
      arn: `arn:${partitionOf(region)}:ec2:${region}:${ownerId}:instance/${id}`,
      state: State?.Name ?? 'pending',
      zone: Placement?.AvailabilityZone ?? '',
      instanceType: InstanceType,
      subnetId: SubnetId,
      launchedAtMs: instance.LaunchTime?.getTime() ?? 0,
      templateVersion: tag(TEMPLATE_VERSION_TAG),
      launchIndex,
      order,
      member: order ? readMember(tag(TAG.members), launchIndex) : undefined,
      directive: directiveOf(tag(TAG.directive)),
    },
  ];
}

export function tagReader(tags: readonly Tag[] | undefined): (key: string) => string {
  return (key) => tags?.find(({ Key }) => Key === key)?.Value ?? '';
}

function directiveOf(text: string): Directive | undefined {
  return text === 'serve' || text === 'drain' || text === 'stop' ? text : undefined;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
