import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import type { Ec2World } from './ec2-world.ts';
import { type Instance, type InstanceStateName, isShown, stateOf, stateXml } from './instance.ts';
import { matches, tagFilter, tagSetXml, tagsOf } from './tags.ts';

const PAGE_MAX = 1000;

export function describeInstances(world: Ec2World, request: Parameters): Xml {
  const asked = request.texts('InstanceId').map((id) => world.find(id));
  const all = asked.length > 0 ? asked : shown(world);
  const found = all.filter((instance) =>
    matches(request, (filter) => filterValue(world, instance, filter)),
  );
  const from = Number(request.text('NextToken') ?? 0);
  const size = request.number('MaxResults') ?? PAGE_MAX;
  const page = found.slice(from, from + size);
  const isLast = from + size >= found.length;
  return {
    reservationSet: {
      item: page.map((instance) => ({
        reservationId: instance.reservationId,
        ownerId: world.options.accountId,
        groupSet: {},
        instancesSet: { item: [instanceXml(instance, shownState(world, instance))] },
      })),
    },
    nextToken: isLast ? undefined : String(from + size),
  };
}

export function describeInstanceStatus(world: Ec2World, request: Parameters): Xml {
  const asked = request.texts('InstanceId').map((id) => world.find(id));
  const all = asked.length > 0 ? asked : shown(world);
  const withAll = request.text('IncludeAllInstances') === 'true';
  const found = all.filter((each) => withAll || stateOf(each, world.now) === 'running');
  return {
    instanceStatusSet: {
      item: found.map((instance) => {
        const status = { status: instance.isImpaired ? 'impaired' : 'ok' };
        return {
          instanceId: instance.id,
          availabilityZone: instance.zone,
          instanceState: stateXml(stateOf(instance, world.now)),
          systemStatus: status,
          instanceStatus: status,
        };
      }),
    },
  };
}

export function terminateInstances(world: Ec2World, request: Parameters): Xml {
  // One unknown id fails the whole call.
  const instances = request.texts('InstanceId').map((id) => world.find(id));
  return {
    instancesSet: {
      item: instances.map((instance) => {
        const previousState = stateXml(stateOf(instance, world.now));
        world.terminate(instance);
        const currentState = stateXml(stateOf(instance, world.now));
        return { instanceId: instance.id, currentState, previousState };
      }),
    },
  };
}

export function createTags(world: Ec2World, request: Parameters): Xml {
  const held = request.texts('ResourceId').map((id) => tagsHeldBy(world, id));
  for (const tags of held) for (const [key, value] of tagsOf(request)) tags.set(key, value);
  return { return: true };
}

export function instanceXml(instance: Instance, state: InstanceStateName): Xml {
  return {
    instanceId: instance.id,
    imageId: 'ami-00000000000000001',
    instanceState: stateXml(state),
    privateIpAddress: instance.privateIp,
    amiLaunchIndex: instance.launchIndex,
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchedAtMs).toISOString(),
    placement: { availabilityZone: instance.zone, tenancy: 'default' },
    subnetId: instance.subnetId,
    clientToken: instance.clientToken,
    tagSet: tagSetXml(instance.tags),
  };
}

function shown(world: Ec2World): Instance[] {
  const { describeLagMs } = world.options;
  return [...world.instances.values()].filter((each) => isShown(each, world.now, describeLagMs));
}

/** Changes of state show as late as launches do. */
function shownState(world: Ec2World, instance: Instance): InstanceStateName {
  return stateOf(instance, world.now - world.options.describeLagMs);
}

function filterValue(world: Ec2World, instance: Instance, filter: string): string | undefined {
  switch (filter) {
    case 'instance-state-name':
      return shownState(world, instance);
    case 'client-token':
      return instance.clientToken;
    case 'instance-id':
      return instance.id;
    default:
      return tagFilter(instance.tags, filter);
  }
}

function tagsHeldBy(world: Ec2World, id: string): Map<string, string> {
  if (id.startsWith('i-')) return world.find(id).tags;
  const address = world.addresses.get(id);
  if (address) return address.tags;
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
}
