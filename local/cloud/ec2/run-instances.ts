import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import { instanceXml } from './describe-instances.ts';
import type { Ec2World, LaunchTemplate, Subnet } from './ec2-world.ts';
import { findSubnet, templateNamed, templateOfId } from './ground.ts';
import { type Instance, stateOf } from './instance.ts';
import { tagsOf } from './tags.ts';

/** Source: EC2 API reference, RunInstances, ClientToken. */
const TOKEN_LENGTH_MAX = 64;

export function runInstances(world: Ec2World, request: Parameters): Xml {
  const token = tokenOf(world, request);
  const subnet = subnetOf(world, request);
  // Without a subnet a token holds for the region; with one, for its zone.
  const key = request.text('SubnetId') ? `${token} ${subnet.zone}` : token;
  const fingerprint = fingerprintOf(request);
  const spent = world.tokens.get(key);
  if (spent && spent.fingerprint !== fingerprint)
    throw new AwsError(
      'IdempotentParameterMismatch',
      'The request uses the same client token as a previous, but non-identical request',
    );
  if (spent) return reservationXml(world, replay(world, spent.instanceIds));
  const launched = launch(world, request, { token, subnet });
  world.tokens.set(key, { fingerprint, instanceIds: launched.map(({ id }) => id) });
  for (const instance of launched) for (const listener of world.launchListeners) listener(instance);
  return reservationXml(world, launched);
}

function tokenOf(world: Ec2World, request: Parameters): string {
  const token = request.text('ClientToken') ?? world.newId('auto');
  if (token.length <= TOKEN_LENGTH_MAX) return token;
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${token}) for parameter clientToken is invalid. The maximum length is ${TOKEN_LENGTH_MAX}`,
  );
}

interface Where {
  readonly token: string;
  readonly subnet: Subnet;
}

function launch(world: Ec2World, request: Parameters, { token, subnet }: Where): Instance[] {
  const template = templateOf(world, request);
  const instanceType = request.text('InstanceType') ?? 'm5.large';
  const count = countOf(world, request, { instanceType, zone: subnet.zone });
  const tags = launchTags(request, template);
  const reservationId = world.newId('r');
  return Array.from({ length: count }, (_, launchIndex) => {
    const id = world.newId('i');
    const instance: Instance = {
      id,
      reservationId,
      clientToken: token,
      zone: subnet.zone,
      subnetId: subnet.id,
      instanceType,
      launchIndex,
      launchedAtMs: world.now,
      runningAtMs: world.now + world.options.pendingMs(id),
      shutdownBehavior: template?.shutdownBehavior ?? 'stop',
      tags: new Map(tags),
      launchTags: tags,
      tagChanges: [],
      privateIp: `10.0.${(world.instances.size >> 8) & 255}.${world.instances.size & 255}`,
      isImpaired: false,
      endingAtMs: Number.POSITIVE_INFINITY,
      endedAtMs: Number.POSITIVE_INFINITY,
      endsAs: 'terminated',
    };
    world.instances.set(id, instance);
    return instance;
  });
}

interface Pool {
  readonly instanceType: string;
  readonly zone: string;
}

/** As many as there are, of the most that was asked for; all or nothing below the least. */
function countOf(world: Ec2World, request: Parameters, { instanceType, zone }: Pool): number {
  const least = request.number('MinCount') ?? 1;
  const most = request.number('MaxCount') ?? 1;
  const quota = world.quotaFor(instanceType);
  if (quota < least)
    throw new AwsError(
      'VcpuLimitExceeded',
      'You have requested more vCPU capacity than your current vCPU limit allows for the instance bucket that the specified instance type belongs to.',
    );
  const room = world.roomFor(zone, instanceType);
  if (room < least)
    throw new AwsError(
      'InsufficientInstanceCapacity',
      `We currently do not have sufficient ${instanceType} capacity in ${zone}`,
      500,
    );
  return Math.min(most, quota, room);
}

function launchTags(request: Parameters, template: LaunchTemplate | undefined) {
  const specified = request
    .list('TagSpecification')
    .filter((specification) => specification.text('ResourceType') === 'instance');
  const tags = new Map(specified.flatMap((specification) => [...tagsOf(specification)]));
  if (!template) return tags;
  tags.set('aws:ec2launchtemplate:id', template.id);
  tags.set('aws:ec2launchtemplate:version', versionOf(request, template));
  return tags;
}

/** The instances of a token that was used before, as they are now. */
function replay(world: Ec2World, instanceIds: readonly string[]): Instance[] {
  const instances = instanceIds
    .map((id) => world.instances.get(id))
    .filter((each) => each !== undefined);
  if (instances.every((instance) => stateOf(instance, world.now) === 'terminated'))
    throw new AwsError(
      'IdempotentInstanceTerminated',
      'The client token is associated with an instance that has been terminated',
    );
  return instances;
}

function fingerprintOf(request: Parameters): string {
  const { ClientToken: _, ...rest } = request.all;
  return JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function subnetOf(world: Ec2World, request: Parameters): Subnet {
  return findSubnet(world, request.text('SubnetId') ?? [...world.subnets.keys()][0] ?? '');
}

function templateOf(world: Ec2World, request: Parameters): LaunchTemplate | undefined {
  const name = request.text('LaunchTemplate.LaunchTemplateName');
  const id = request.text('LaunchTemplate.LaunchTemplateId');
  if (name) return templateNamed(world, name);
  return id ? templateOfId(world, id) : undefined;
}

/** The number that the tag of a launch gives, also where the call said `$Latest`. */
function versionOf(request: Parameters, { latestVersion }: LaunchTemplate): string {
  const version = request.text('LaunchTemplate.Version') ?? '$Default';
  if (version === '$Default') return '1';
  if (version === '$Latest') return String(latestVersion);
  if (/^[1-9]\d*$/.test(version) && Number(version) <= latestVersion) return version;
  throw new AwsError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${version}`,
  );
}

function reservationXml(world: Ec2World, instances: readonly Instance[]): Xml {
  return {
    reservationId: instances[0]?.reservationId,
    ownerId: world.options.accountId,
    groupSet: {},
    instancesSet: {
      item: instances.map((instance) => instanceXml(instance, stateOf(instance, world.now))),
    },
  };
}
