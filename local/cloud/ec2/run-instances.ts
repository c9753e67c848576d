import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import { instanceXml } from './describe-instances.ts';
import type { Ec2World, LaunchTemplate, Subnet } from './ec2-world.ts';
import { type Instance, stateOf } from './instance.ts';
import { tagsOf } from './tags.ts';

export function runInstances(world: Ec2World, request: Parameters): Xml {
  const token = request.text('ClientToken') ?? world.newId('auto');
  const subnet = subnetOf(world, request);
  const key = `${token} ${subnet.zone}`;
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

interface Where {
  readonly token: string;
  readonly subnet: Subnet;
}

function launch(world: Ec2World, request: Parameters, { token, subnet }: Where): Instance[] {
  const template = templateOf(world, request);
  const instanceType = request.text('InstanceType') ?? 'm5.large';
  const least = request.number('MinCount') ?? 1;
  const most = request.number('MaxCount') ?? 1;
  const count = Math.min(most, Math.max(0, world.roomFor(subnet.zone, instanceType)));
  if (count < least)
    throw new AwsError(
      'InsufficientInstanceCapacity',
      `We currently do not have sufficient ${instanceType} capacity in ${subnet.zone}`,
      500,
    );
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
      runningAtMs: world.now + world.options.pendingMs,
      shutdownBehavior: template?.shutdownBehavior ?? 'stop',
      tags: launchTags(request, template),
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

function launchTags(request: Parameters, template: LaunchTemplate | undefined) {
  const specified = request
    .list('TagSpecification')
    .filter((specification) => specification.text('ResourceType') === 'instance');
  const tags = new Map(specified.flatMap((specification) => [...tagsOf(specification)]));
  if (!template) return tags;
  tags.set('aws:ec2launchtemplate:id', template.id);
  tags.set('aws:ec2launchtemplate:version', request.text('LaunchTemplate.Version') ?? '1');
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
  const { ClientToken: _, SubnetId: __, ...rest } = request.all;
  return JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function subnetOf(world: Ec2World, request: Parameters): Subnet {
  const id = request.text('SubnetId') ?? [...world.subnets.keys()][0] ?? '';
  const subnet = world.subnets.get(id);
  if (subnet) return subnet;
  throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
}

function templateOf(world: Ec2World, request: Parameters): LaunchTemplate | undefined {
  const name = request.text('LaunchTemplate.LaunchTemplateName');
  const id = request.text('LaunchTemplate.LaunchTemplateId');
  if (!name && !id) return undefined;
  const template = [...world.templates.values()].find(
    (each) => each.name === name || each.id === id,
  );
  if (!template)
    throw new AwsError(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name}, does not exist`,
    );
  const version = request.text('LaunchTemplate.Version');
  if (/^\d+$/.test(version ?? '') && Number(version) > template.latestVersion)
    throw new AwsError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find the specified version ${version}`,
    );
  return template;
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
