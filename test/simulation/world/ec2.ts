import { matcherOf } from '../../../local/cloud/ec2/tags.ts';
import { AwsError } from './aws-error.ts';
import { type Ec2Instance, isLive, isShownAt, stateAt, tagsAt, vcpusOf } from './ec2-instance.ts';
import { TokenBucket } from './token-bucket.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
/** Digits of an id. Source: EC2 user guide, "Resource IDs". */
const ID_DIGITS = 17;
/** Of each subnet: there is room. */
const FREE_ADDRESSES = 4_000;

export interface Address {
  readonly allocationId: string;
  readonly ip: string;
  readonly tags: Map<string, string>;
  /** Who has had it since when; oldest first. */
  readonly holders: { readonly atMs: number; readonly held: Association | undefined }[];
}

export interface Association {
  readonly id: string;
  readonly instanceId: string;
}

export interface Ec2Options {
  readonly now: () => number;
  /** How far in the past this answer of Describe is. */
  readonly lagMs: () => number;
  readonly pendingMs: () => number;
  readonly shuttingDownMs: () => number;
  readonly zones: readonly string[];
  /** Requests of each changing call, and instances of RunInstances: at once, and each second. */
  readonly buckets: { readonly size: number; readonly perSecond: number };
  /** Instances in one answer of Describe. */
  readonly pageSize: number;
  readonly watch: Ec2Watch;
}

/** Told before it is so. */
interface Ec2Watch {
  launched(instances: readonly Ec2Instance[]): void;
  directed(instance: Ec2Instance, directive: string): void;
  terminating(instance: Ec2Instance): void;
  loses(address: Address, instanceId: string): void;
  ended(instance: Ec2Instance): void;
}

type Input = Readonly<Record<string, unknown>>;
interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** EC2 as AWS describes it: late to show, zonal tokens, zones that run out, and addresses that move by default. */
export class Ec2 {
  readonly options: Ec2Options;
  readonly instances = new Map<string, Ec2Instance>();
  readonly addresses = new Map<string, Address>();
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
  /** Instances of each zone and type that there is room for besides those that run. */
  readonly room = new Map<string, number>();
  vcpuQuota = 10_000;
  /** Describe does not show what was launched from then on. */
  hidesFromMs = Number.POSITIVE_INFINITY;
  templateVersion = 1;
  readonly #byIp = new Map<string, Address>();
  readonly #spent = new Map<string, { fingerprint: string; instances: Ec2Instance[] }>();
  readonly #buckets = new Map<string, TokenBucket>();
  #made = 0;

  constructor(options: Ec2Options) {
    this.options = options;
    this.subnets = options.zones.map((zone) => ({ id: `subnet-${zone}`, zone }));
  }

  answer(operation: string, input: Input): object {
    this.#throttle(operation, input);
    switch (operation) {
      case 'RunInstances':
        return this.#runInstances(input);
      case 'DescribeInstances':
        return this.#describeInstances(input);
      case 'DescribeInstanceStatus':
        return this.#describeInstanceStatus(input);
      case 'DescribeAddresses':
        return this.#describeAddresses(input);
      case 'AssociateAddress':
        return this.#associate(input);
      case 'DisassociateAddress':
        return this.#disassociate(input);
      case 'CreateTags':
        return this.#createTags(input);
      case 'TerminateInstances':
        return this.#terminateInstances(input);
      case 'DescribeSubnets':
        return {
          Subnets: this.subnets.map(({ id, zone }) => ({
            SubnetId: id,
            AvailabilityZone: zone,
            AvailableIpAddressCount: FREE_ADDRESSES,
          })),
        };
      case 'DescribeLaunchTemplates':
        return { LaunchTemplates: [{ LatestVersionNumber: this.templateVersion }] };
      default:
        throw new AwsError('InvalidAction', operation);
    }
  }

  get now(): number {
    return this.options.now();
  }

  newId(prefix: string): string {
    this.#made += 1;
    return `${prefix}-${this.#made.toString(16).padStart(ID_DIGITS, '0')}`;
  }

  addAddress(tags: Readonly<Record<string, string>>): Address {
    const allocationId = this.newId('eipalloc');
    const ip = `198.51.100.${this.addresses.size + 1}`;
    const address: Address = { allocationId, ip, tags: new Map(Object.entries(tags)), holders: [] };
    this.addresses.set(allocationId, address);
    this.#byIp.set(ip, address);
    return address;
  }

  /** Its state at this moment, whatever Describe shows. */
  holderOf(address: Address, atMs = this.now): Association | undefined {
    const held = address.holders.findLast((each) => each.atMs <= atMs)?.held;
    const holder = held && this.instances.get(held.instanceId);
    return holder && stateAt(holder, atMs) !== 'terminated' ? held : undefined;
  }

  addressByIp(ip: string): Address | undefined {
    return this.#byIp.get(ip);
  }

  /** By the instance itself: what follows is its shutdown behaviour, terminate. */
  powerOff(instance: Ec2Instance): void {
    this.end(instance, 'terminated');
  }

  end(instance: Ec2Instance, endsAs: 'stopped' | 'terminated'): void {
    if (!isLive(instance, this.now) && !(endsAs === 'terminated' && instance.endsAs === 'stopped'))
      return;
    instance.endsAs = endsAs;
    instance.endingAtMs = this.now;
    instance.endedAtMs = this.now + this.options.shuttingDownMs();
    this.options.watch.ended(instance);
  }

  /** By hand, or by nobody's leave. */
  move(address: Address, instanceId: string | undefined): void {
    const held = instanceId ? { id: this.newId('eipassoc'), instanceId } : undefined;
    address.holders.push({ atMs: this.now, held });
  }

  launch(
    at: Pick<Ec2Instance, 'token' | 'zone' | 'instanceType' | 'templateVersion' | 'launchTags'>,
    count: number,
  ): Ec2Instance[] {
    const instances = Array.from({ length: count }, (_, launchIndex): Ec2Instance => {
      const forever = Number.POSITIVE_INFINITY;
      return {
        ...at,
        id: this.newId('i'),
        subnetId: `subnet-${at.zone}`,
        launchIndex,
        createdAtMs: this.now,
        runningAtMs: this.now + this.options.pendingMs(),
        tagChanges: [],
        endingAtMs: forever,
        endedAtMs: forever,
        endsAs: 'terminated',
        isImpaired: false,
      };
    });
    for (const instance of instances) this.instances.set(instance.id, instance);
    this.options.watch.launched(instances);
    return instances;
  }

  setTag(instance: Ec2Instance, key: string, value: string | undefined): void {
    instance.tagChanges.push({ atMs: this.now, key, value });
  }

  #throttle(operation: string, input: Input): void {
    if (operation.startsWith('Describe')) return;
    const { size, perSecond } = this.options.buckets;
    const bucket = (name: string, times: number) => {
      const found = this.#buckets.get(name) ?? new TokenBucket(size * times, perSecond * times);
      this.#buckets.set(name, found);
      return found;
    };
    const isAllowed =
      bucket(operation, 1).take(1, this.now) &&
      (operation !== 'RunInstances' ||
        bucket('instances', 4).take(Number(input['MaxCount']), this.now));
    if (!isAllowed) throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.');
  }

  #runInstances(input: Input): object {
    const token = String(input['ClientToken']);
    const subnet = this.subnets.find(({ id }) => id === input['SubnetId']);
    if (!subnet) throw new AwsError('InvalidSubnetID.NotFound', String(input['SubnetId']));
    const key = `${token} ${subnet.zone}`;
    const fingerprint = JSON.stringify(input);
    const spent = this.#spent.get(key);
    if (spent) return reservation(this.#replay(spent, fingerprint), this.now);
    const instanceType = String(input['InstanceType']);
    const count = this.#countOf(input, subnet.zone, instanceType);
    const template = input['LaunchTemplate'] as { readonly Version: string };
    const launchTags = launchTagsOf(input, template.Version);
    const what = { token, zone: subnet.zone, instanceType, launchTags };
    const instances = this.launch({ ...what, templateVersion: template.Version }, count);
    this.#spent.set(key, { fingerprint, instances });
    return reservation(instances, this.now);
  }

  #replay(spent: { fingerprint: string; instances: Ec2Instance[] }, fingerprint: string) {
    if (spent.fingerprint !== fingerprint)
      throw new AwsError('IdempotentParameterMismatch', 'the same token, another request');
    if (spent.instances.every((each) => stateAt(each, this.now) === 'terminated'))
      throw new AwsError('IdempotentInstanceTerminated', 'the instance has been terminated');
    return spent.instances;
  }

  #countOf(input: Input, zone: string, instanceType: string): number {
    const live = [...this.instances.values()].filter((each) => isLive(each, this.now));
    const used = live.reduce((sum, each) => sum + vcpusOf(each.instanceType), 0);
    const quota = Math.floor((this.vcpuQuota - used) / vcpusOf(instanceType));
    if (quota < 1) throw new AwsError('VcpuLimitExceeded', `${this.vcpuQuota} virtual CPUs`);
    const most = this.room.get(`${zone} ${instanceType}`) ?? Number.POSITIVE_INFINITY;
    const there = live.filter((each) => each.zone === zone && each.instanceType === instanceType);
    const room = most - there.length;
    if (room < Number(input['MinCount']))
      throw new AwsError('InsufficientInstanceCapacity', `${instanceType} in ${zone}`);
    return Math.min(Number(input['MaxCount']), quota, room);
  }

  #describeInstances(input: Input): object {
    const atMs = this.now - this.options.lagMs();
    const filters = filtersOf(input);
    const from = Number(input['NextToken'] ?? 0);
    const found = [...this.instances.values()]
      .filter((each) => isShownAt(each, atMs) && each.createdAtMs < this.hidesFromMs)
      .filter((each) => matches(tagsAt(each, atMs), filters));
    const next = from + this.options.pageSize;
    const page = found.slice(from, next);
    return {
      Reservations: page.map((each) => ({ OwnerId: ACCOUNT, Instances: [described(each, atMs)] })),
      ...(next < found.length && { NextToken: String(next) }),
    };
  }

  #describeInstanceStatus(input: Input): object {
    const ids = (input['InstanceIds'] ?? []) as readonly string[];
    const asked = ids.length > 0 ? ids.map((id) => this.#find(id)) : [];
    return {
      InstanceStatuses: asked
        .filter((each) => stateAt(each, this.now) === 'running')
        .map(({ id, isImpaired }) => ({
          InstanceId: id,
          InstanceStatus: { Status: isImpaired ? 'impaired' : 'ok' },
          SystemStatus: { Status: 'ok' },
        })),
    };
  }

  #describeAddresses(input: Input): object {
    const atMs = this.now - this.options.lagMs();
    const filters = filtersOf(input);
    return {
      Addresses: [...this.addresses.values()]
        .filter(({ tags }) => matches(tags, filters))
        .map((address) => {
          const held = this.holderOf(address, atMs);
          return {
            AllocationId: address.allocationId,
            PublicIp: address.ip,
            Tags: tagList(address.tags),
            ...(held && { AssociationId: held.id, InstanceId: held.instanceId }),
          };
        }),
    };
  }

  #associate(input: Input): object {
    const address = this.#address(String(input['AllocationId']));
    const instance = this.#find(String(input['InstanceId']));
    if (stateAt(instance, this.now) !== 'running')
      throw new AwsError('InvalidInstanceID', `${instance.id} is not in a valid state`);
    const held = this.holderOf(address);
    if (held?.instanceId === instance.id) return { AssociationId: held.id };
    if (held && input['AllowReassociation'] === false)
      throw new AwsError('Resource.AlreadyAssociated', `with ${held.id}`);
    if (held) this.options.watch.loses(address, held.instanceId);
    for (const other of this.addresses.values()) {
      if (this.holderOf(other)?.instanceId !== instance.id) continue;
      this.options.watch.loses(other, instance.id);
      this.move(other, undefined);
    }
    this.move(address, instance.id);
    return { AssociationId: this.holderOf(address)?.id };
  }

  #disassociate(input: Input): object {
    const id = String(input['AssociationId']);
    const address = [...this.addresses.values()].find((each) => this.holderOf(each)?.id === id);
    const held = address && this.holderOf(address);
    if (!held) throw new AwsError('InvalidAssociationID.NotFound', id);
    this.options.watch.loses(address, held.instanceId);
    this.move(address, undefined);
    return {};
  }

  #createTags(input: Input): object {
    const instances = (input['Resources'] as readonly string[]).map((id) => this.#find(id));
    for (const instance of instances)
      for (const { Key, Value } of input['Tags'] as readonly { Key: string; Value: string }[]) {
        this.options.watch.directed(instance, Value);
        this.setTag(instance, Key, Value);
      }
    return {};
  }

  #terminateInstances(input: Input): object {
    const instances = (input['InstanceIds'] as readonly string[]).map((id) => this.#find(id));
    for (const instance of instances) {
      this.options.watch.terminating(instance);
      this.end(instance, 'terminated');
    }
    return {};
  }

  /** As the API finds it: not yet there right after its launch, and gone an hour after its end. */
  #find(id: string): Ec2Instance {
    const instance = this.instances.get(id);
    if (instance && isShownAt(instance, this.now - this.options.lagMs())) return instance;
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }

  #address(allocationId: string): Address {
    const address = this.addresses.get(allocationId);
    if (address) return address;
    throw new AwsError('InvalidAllocationID.NotFound', allocationId);
  }
}

function launchTagsOf(input: Input, version: string): Map<string, string> {
  const [first] = input['TagSpecifications'] as readonly { readonly Tags: readonly TagPair[] }[];
  const tags = new Map(first?.Tags.map(({ Key, Value }) => [Key, Value]));
  return tags.set('aws:ec2launchtemplate:version', version);
}

interface TagPair {
  readonly Key: string;
  readonly Value: string;
}

function tagList(tags: ReadonlyMap<string, string>): TagPair[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function reservation(instances: readonly Ec2Instance[], atMs: number): object {
  return { OwnerId: ACCOUNT, Instances: instances.map((each) => described(each, atMs)) };
}

/** Launch times are told to the second. */
function described(instance: Ec2Instance, atMs: number): object {
  return {
    InstanceId: instance.id,
    State: { Name: stateAt(instance, atMs) },
    Placement: { AvailabilityZone: instance.zone },
    InstanceType: instance.instanceType,
    SubnetId: instance.subnetId,
    ClientToken: instance.token,
    LaunchTime: new Date(Math.floor(instance.createdAtMs / 1000) * 1000),
    AmiLaunchIndex: instance.launchIndex,
    Tags: tagList(tagsAt(instance, atMs)),
  };
}

/** Only those by tag are used. */
function filtersOf(input: Input): readonly Filter[] {
  const filters = (input['Filters'] ?? []) as readonly Filter[];
  const other = filters.find(({ Name }) => !Name.startsWith('tag:'));
  if (other) throw new AwsError('InvalidParameterValue', `The filter '${other.Name}' is invalid`);
  return filters;
}

function matches(tags: ReadonlyMap<string, string>, filters: readonly Filter[]): boolean {
  return filters.every(({ Name, Values }) =>
    matcherOf(Values)(tags.get(Name.slice('tag:'.length)) ?? '\0'),
  );
}
