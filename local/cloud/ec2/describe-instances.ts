import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import type { Ec2World } from './ec2-world.ts';
import {
  type Instance,
  type InstanceStateName,
  isShown,
  type ScheduledEvent,
  stateOf,
  stateXml,
  type TagChange,
} from './instance.ts';
import { type FilterValues, filtered, tagSetXml, tagsOf } from './tags.ts';

const PAGE_MIN = 5;
const PAGE_MAX = 1000;

export function describeInstances(world: Ec2World, request: Parameters): Xml {
  const size = pageSizeOf(request);
  const asked = request.texts('InstanceId').map((id) => world.find(id));
  const all = asked.length > 0 ? asked : shown(world);
  const found = filtered(request, all, instanceFilters(world));
  const from = Number(request.text('NextToken') ?? 0);
  const page = found.slice(from, from + size);
  const isLast = from + size >= found.length;
  // A page counts instances; those of one launch come in one reservation.
  const reservations = Map.groupBy(page, ({ reservationId }) => reservationId);
  return {
    reservationSet: {
      item: [...reservations].map(([reservationId, instances]) => ({
        reservationId,
        ownerId: world.options.accountId,
        groupSet: {},
        instancesSet: {
          item: instances.map((each) => instanceXml(each, shownState(world, each))),
        },
      })),
    },
    nextToken: isLast ? undefined : String(from + size),
  };
}

function pageSizeOf(request: Parameters): number {
  const size = request.number('MaxResults');
  if (size === undefined) return PAGE_MAX;
  if (request.texts('InstanceId').length > 0)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  if (size >= PAGE_MIN && size <= PAGE_MAX) return size;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between ${PAGE_MIN} and ${PAGE_MAX}.`,
  );
}

export function describeInstanceStatus(world: Ec2World, request: Parameters): Xml {
  const asked = request.texts('InstanceId').map((id) => world.find(id));
  const all = asked.length > 0 ? asked : shown(world);
  const withAll = request.text('IncludeAllInstances') === 'true';
  const running = all.filter((each) => withAll || stateOf(each, world.now) === 'running');
  const found = filtered(request, running, { 'event.code': ({ event }) => event?.code });
  return {
    instanceStatusSet: {
      item: found.map((instance) => {
        const status = { status: checkOf(world, instance) };
        return {
          instanceId: instance.id,
          availabilityZone: instance.zone,
          instanceState: stateXml(stateOf(instance, world.now)),
          systemStatus: status,
          instanceStatus: status,
          eventsSet: instance.event && { item: [eventXml(instance.event)] },
        };
      }),
    },
  };
}

function eventXml({ code, description, notBeforeMs }: ScheduledEvent): Xml {
  const notBefore = new Date(notBeforeMs).toISOString();
  return { instanceEventId: `event-${code}`, code, description, notBefore };
}

function checkOf(world: Ec2World, instance: Instance): string {
  if (stateOf(instance, world.now) !== 'running') return 'not-applicable';
  if (instance.isImpaired) return 'impaired';
  const checkedMs = instance.runningAtMs + world.options.initializingMs;
  return world.now < checkedMs ? 'initializing' : 'ok';
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
  const tagged = request.texts('ResourceId').map((id) => taggedThing(world, id));
  for (const { tags, tagChanges } of tagged)
    for (const [key, value] of tagsOf(request)) {
      tags.set(key, value);
      tagChanges?.push({ atMs: world.now, key, value });
    }
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
    // To the second.
    launchTime: `${new Date(instance.launchedAtMs).toISOString().slice(0, 19)}.000Z`,
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

function instanceFilters(world: Ec2World): FilterValues<Instance> {
  return {
    'instance-state-name': (instance) => shownState(world, instance),
    'client-token': ({ clientToken }) => clientToken,
    'instance-id': ({ id }) => id,
    'instance-type': ({ instanceType }) => instanceType,
    'availability-zone': ({ zone }) => zone,
    'subnet-id': ({ subnetId }) => subnetId,
  };
}

interface Tagged {
  readonly tags: Map<string, string>;
  readonly tagChanges?: TagChange[];
}

function taggedThing(world: Ec2World, id: string): Tagged {
  if (id.startsWith('i-')) return world.find(id);
  const address = world.addresses.get(id);
  if (address) return address;
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
}
