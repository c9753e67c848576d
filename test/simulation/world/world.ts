import { TAG } from '../../../shared/domain/tags.ts';
import { DEPLOYMENT, HEARTBEAT_TABLE } from '../kernel/container.ts';
import type { Draw } from '../kernel/draw.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Scenario } from '../scenario.ts';
import type { DynamoDb } from './dynamodb.ts';
import type { Ec2 } from './ec2.ts';
import { type Ec2Instance, isLive, stateAt, tagsAt } from './ec2-instance.ts';
import { type Boot, Host } from './host.ts';
import type { SoftswitchNode } from './softswitch.ts';

/** After its last call Asterisk ends, and the instance powers itself off. */
const POWER_OFF_MS = 5_000;
/** Between looks of an agent that never was ready. Source: instance/agent/asterfleet/agent.py. */
const FIRST_LOOKS_MS = 2_000;

/** What faults do to what comes next; of several the last one begun. Nothing there: all goes well. */
export interface Weather {
  /** How the next instances come up. */
  readonly boots: Set<() => { readonly boot: Boot; readonly tookMs: number }>;
  /** What becomes of a heartbeat. */
  readonly heartbeats: Set<() => 'sent' | 'late' | 'twice' | 'lost'>;
  /** An instance that drains with calls on it says for so long that it has none. */
  liesForMs: number;
}

/** What can be seen of the world's own doings. */
export interface WorldWatch {
  /** An instance died with calls on it. */
  cut(host: Host, calls: number): void;
  stateChanged(instance: Ec2Instance): void;
}

/** What of a scenario the world itself goes by. */
type Surroundings = Pick<Scenario, 'definition' | 'metadataLagMs'>;

/** Softswitch nodes and Asterisks around EC2 and the tables; who calls is another's. */
export class World {
  readonly hosts = new Map<string, Host>();
  readonly weather: Weather = { boots: new Set(), heartbeats: new Set(), liesForMs: 0 };
  readonly tally = { offered: 0, blocked: 0, carried: 0, cut: 0 };
  readonly #scenario: Surroundings;
  readonly #scheduler: Scheduler;
  readonly #life: Draw;
  readonly ec2: Ec2;
  readonly dynamodb: DynamoDb;
  readonly nodes: readonly SoftswitchNode[];
  readonly #watch: WorldWatch;

  constructor(parts: {
    readonly scenario: Surroundings;
    readonly scheduler: Scheduler;
    readonly life: Draw;
    readonly ec2: Ec2;
    readonly dynamodb: DynamoDb;
    readonly nodes: readonly SoftswitchNode[];
    readonly watch: WorldWatch;
  }) {
    this.#scenario = parts.scenario;
    this.#scheduler = parts.scheduler;
    this.#life = parts.life;
    this.ec2 = parts.ec2;
    this.dynamodb = parts.dynamodb;
    this.nodes = parts.nodes;
    this.#watch = parts.watch;
  }

  /** Addresses as a person made them. */
  begin(): void {
    const { definition } = this.#scenario;
    for (let slot = 1; slot <= definition.slots; slot += 1)
      this.ec2.addAddress({
        [TAG.deployment]: DEPLOYMENT,
        [TAG.fleet]: definition.fleet,
        [TAG.slot]: String(slot),
      });
  }

  /** Instances that were just launched come to life, each in its own way. */
  born(instances: readonly Ec2Instance[]): void {
    for (const instance of instances) {
      const { boot, tookMs } = this.#nextBoot();
      const type = this.#scenario.definition.instance.types.find(
        ({ type: name }) => name === instance.instanceType,
      );
      const limit = type?.limit ?? this.#scenario.definition.channels.limit;
      const host = new Host(instance, boot, instance.runningAtMs + tookMs, limit);
      this.hosts.set(instance.id, host);
      this.#scheduler.at(instance.runningAtMs, () => this.#watch.stateChanged(instance));
      if (boot === 'dies')
        this.#scheduler.at(host.readyFromMs, () => this.ec2.end(instance, 'terminated'));
      if (boot !== 'never')
        this.#scheduler.at(instance.runningAtMs + 5_000, () => this.#beat(host));
    }
  }

  /** Its calls die with it. */
  died(instance: Ec2Instance): void {
    const host = this.hosts.get(instance.id);
    if (host && host.calls.size > 0) {
      this.tally.cut += host.calls.size;
      this.#watch.cut(host, host.calls.size);
      host.calls.clear();
    }
    this.#watch.stateChanged(instance);
    this.#scheduler.at(instance.endedAtMs, () => this.#watch.stateChanged(instance));
  }

  hangUp(host: Host, call: number): void {
    if (!host.calls.delete(call)) return;
    this.tally.carried += 1;
    if (host.directive === 'stop') this.#powerOffIfEmpty(host);
  }

  hostAt(ip: string): Host | undefined {
    const address = this.ec2.addressByIp(ip);
    const held = address && this.ec2.holderOf(address);
    return held && this.hosts.get(held.instanceId);
  }

  /** Of those that serve, by their own limit. */
  get utilisation(): number {
    const up = [...this.hosts.values()].filter(
      (host) =>
        isLive(host.instance, this.#scheduler.nowMs) &&
        host.isUp(this.#scheduler.nowMs) &&
        host.directive === 'serve',
    );
    const limit = up.reduce((sum, host) => sum + host.limit, 0);
    return limit === 0 ? 0 : up.reduce((sum, { calls }) => sum + calls.size, 0) / limit;
  }

  #nextBoot(): { readonly boot: Boot; readonly tookMs: number } {
    const { usualBoot } = this.#scenario.definition.instance;
    const tookMs = usualBoot * this.#life.between(0.5, 1.3);
    return [...this.weather.boots].at(-1)?.() ?? { boot: 'well', tookMs };
  }

  #beat(host: Host): void {
    const { nowMs } = this.#scheduler;
    if (!isLive(host.instance, nowMs)) return;
    const { heartbeat: period } = this.#scenario.definition.instance;
    const pauseMs = host.isOpen ? period : Math.min(period, FIRST_LOOKS_MS);
    this.#scheduler.after(pauseMs, () => this.#beat(host));
    if (host.isDumb || stateAt(host.instance, nowMs) !== 'running') return;
    this.#obey(host);
    this.#lie(host);
    const item = host.item(this.#scenario.definition.fleet, nowMs);
    const write = () => {
      this.dynamodb.write(HEARTBEAT_TABLE, { instanceArn: host.arn }, { ...item });
      host.heardOfMs = Math.max(host.heardOfMs, item.atMs);
      host.isOpen ||= item.ready;
    };
    const fate = [...this.weather.heartbeats].at(-1)?.() ?? 'sent';
    if (fate === 'lost') return;
    this.#scheduler.after(fate === 'late' ? this.#life.between(15_000, 150_000) : 100, write);
    if (fate === 'twice') this.#scheduler.after(this.#life.between(200, 20_000), write);
  }

  #lie(host: Host): void {
    const { liesForMs } = this.weather;
    if (liesForMs === 0 || host.directive !== 'drain' || host.calls.size === 0) return;
    if (host.liesUntilMs === 0) host.liesUntilMs = this.#scheduler.nowMs + liesForMs;
  }

  #obey(host: Host): void {
    const tags = tagsAt(host.instance, this.#scheduler.nowMs - this.#scenario.metadataLagMs);
    const wanted = tags.get(TAG.directive);
    if (wanted === 'serve' || wanted === 'drain' || wanted === 'stop')
      host.obey(wanted, this.#scheduler.nowMs);
    if (host.directive === 'stop') this.#powerOffIfEmpty(host);
  }

  #powerOffIfEmpty(host: Host): void {
    if (host.calls.size > 0) return;
    this.#scheduler.after(POWER_OFF_MS, () => this.ec2.powerOff(host.instance));
  }
}
