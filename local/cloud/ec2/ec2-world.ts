import { AwsError } from '../query-protocol.ts';
import { type Instance, isLive, isShown, stateOf, vcpusOf } from './instance.ts';

export interface Ec2Options {
  readonly now: () => number;
  readonly region: string;
  readonly accountId: string;
  /** How long each instance is pending. */
  readonly pendingMs: (instanceId: string) => number;
  readonly shuttingDownMs: number;
  /** How late Describe shows a launch or a change of state. */
  readonly describeLagMs: number;
  /** How late an instance reads in its own metadata what CreateTags wrote. */
  readonly metadataLagMs: number;
  /** How long the status checks of a running instance are still under way. */
  readonly initializingMs: number;
}

export interface Address {
  readonly allocationId: string;
  readonly publicIp: string;
  readonly tags: Map<string, string>;
  association: { readonly id: string; readonly instanceId: string } | undefined;
}

export interface Subnet {
  readonly id: string;
  readonly zone: string;
  readonly tags: ReadonlyMap<string, string>;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  latestVersion: number;
  readonly shutdownBehavior: 'stop' | 'terminate';
}

export interface SpentToken {
  readonly fingerprint: string;
  readonly instanceIds: readonly string[];
}

/** What EC2 holds, and the hooks by which the replayed world lives on it. */
export class Ec2World {
  readonly options: Ec2Options;
  readonly instances = new Map<string, Instance>();
  readonly addresses = new Map<string, Address>();
  readonly subnets = new Map<string, Subnet>();
  readonly templates = new Map<string, LaunchTemplate>();
  /** By token and zone: the same token in another zone is another launch. */
  readonly tokens = new Map<string, SpentToken>();
  readonly launchListeners: ((instance: Instance) => void)[] = [];
  readonly terminationListeners: ((instance: Instance) => void)[] = [];
  freeAddressesPerSubnet = 4000;
  imageId = 'ami-0123456789abcdef0';
  imageState: 'available' | 'deregistered' = 'available';
  readonly #capacity = new Map<string, number>();
  #vcpuQuota = Number.POSITIVE_INFINITY;
  #made = 0;

  constructor(options: Ec2Options) {
    this.options = options;
  }

  get now(): number {
    return this.options.now();
  }

  newId(prefix: string): string {
    this.#made += 1;
    return `${prefix}-${this.#made.toString(16).padStart(17, '0')}`;
  }

  addSubnet(zone: string, tags: Readonly<Record<string, string>> = {}): Subnet {
    const subnet = { id: this.newId('subnet'), zone, tags: new Map(Object.entries(tags)) };
    this.subnets.set(subnet.id, subnet);
    return subnet;
  }

  addTemplate(
    name: string,
    shutdownBehavior: LaunchTemplate['shutdownBehavior'] = 'terminate',
  ): LaunchTemplate {
    const template = { id: this.newId('lt'), name, latestVersion: 1, shutdownBehavior };
    this.templates.set(name, template);
    return template;
  }

  addAddress(
    tags: Readonly<Record<string, string>>,
    ip: string = publicIp(this.addresses.size),
  ): Address {
    const address: Address = {
      allocationId: this.newId('eipalloc'),
      publicIp: ip,
      tags: new Map(Object.entries(tags)),
      association: undefined,
    };
    this.addresses.set(address.allocationId, address);
    return address;
  }

  /** Instances of a type that a zone has room for, those that run included. */
  setCapacity(zone: string, instanceType: string, instances: number): void {
    this.#capacity.set(`${zone} ${instanceType}`, instances);
  }

  /** Virtual CPUs that all instances together may have. */
  setVcpuQuota(vcpus: number): void {
    this.#vcpuQuota = vcpus;
  }

  /** Instances of a type for which the quota has room. */
  quotaFor(instanceType: string): number {
    const using = [...this.instances.values()].filter((each) => isLive(each, this.now));
    const used = using.reduce((sum, each) => sum + vcpusOf(each.instanceType), 0);
    return Math.floor((this.#vcpuQuota - used) / vcpusOf(instanceType));
  }

  roomFor(zone: string, instanceType: string): number {
    const most = this.#capacity.get(`${zone} ${instanceType}`) ?? Number.POSITIVE_INFINITY;
    const there = [...this.instances.values()].filter(
      (instance) => instance.zone === zone && instance.instanceType === instanceType,
    );
    return most - there.filter((instance) => isLive(instance, this.now)).length;
  }

  /** As the API finds it: not yet there right after its launch. */
  find(instanceId: string): Instance {
    const instance = this.instances.get(instanceId);
    if (instance && isShown(instance, this.now, this.options.describeLagMs)) return instance;
    throw new AwsError(
      'InvalidInstanceID.NotFound',
      `The instance ID '${instanceId}' does not exist`,
    );
  }

  /** An instance's tags as its own metadata shows them: those of the launch at once, changes late. */
  metadataTags(instanceId: string): ReadonlyMap<string, string> {
    const instance = this.instances.get(instanceId);
    const seenMs = this.now - this.options.metadataLagMs;
    const seen = instance?.tagChanges.filter(({ atMs }) => atMs <= seenMs) ?? [];
    const changes = seen.map(({ key, value }) => [key, value] as const);
    return new Map([...(instance?.launchTags ?? []), ...changes]);
  }

  /** The public address that an instance holds at this moment. */
  addressOf(instanceId: string): string | undefined {
    const held = [...this.addresses.values()].find(
      (each) => this.associationOf(each)?.instanceId === instanceId,
    );
    return held?.publicIp;
  }

  /** The instance that holds a public address at this moment. */
  holderOf(publicIp: string): string | undefined {
    const address = [...this.addresses.values()].find((each) => each.publicIp === publicIp);
    return address && this.associationOf(address)?.instanceId;
  }

  /** Termination detaches. */
  associationOf(address: Address): Address['association'] {
    const held = address.association && this.instances.get(address.association.instanceId);
    if (held && !isLive(held, this.now)) address.association = undefined;
    return address.association;
  }

  /** By the instance itself; what follows is its own shutdown behaviour. */
  powerOff(instanceId: string, atMs = this.now): void {
    const instance = this.instances.get(instanceId);
    if (!instance || stateOf(instance, atMs) !== 'running') return;
    const endsAs = instance.shutdownBehavior === 'terminate' ? 'terminated' : 'stopped';
    this.#end(instance, endsAs, atMs);
  }

  /** From outside: the host dies there and then. */
  terminate(instance: Instance): void {
    const state = stateOf(instance, this.now);
    if (state === 'terminated' || state === 'shutting-down') return;
    for (const listener of this.terminationListeners) listener(instance);
    this.#end(instance, 'terminated', this.now);
  }

  #end(instance: Instance, endsAs: 'stopped' | 'terminated', atMs: number): void {
    instance.endsAs = endsAs;
    instance.endingAtMs = atMs;
    instance.endedAtMs = atMs + this.options.shuttingDownMs;
  }
}

/** Documentation addresses (RFC 5737) first. */
function publicIp(index: number): string {
  if (index < 254) return `198.51.100.${index + 1}`;
  if (index < 508) return `203.0.113.${index - 253}`;
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
}
