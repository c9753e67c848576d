import { readMember } from '../../../shared/domain/cloud.ts';
import type { Slot, SlotChange } from '../../../shared/domain/slot/slot.ts';
import { TAG } from '../../../shared/domain/tags.ts';
import type { FunctionRun } from '../kernel/function-run.ts';
import type { Simulation } from '../simulation.ts';
import type { Address } from '../world/ec2.ts';
import { type Ec2Instance, isLive, tagsAt } from '../world/ec2-instance.ts';
import type { Snapshot } from '../world/softswitch.ts';

const HOUR_MS = 3_600_000;
/** Changes that take capacity away of the controller's own accord. */
const SHRINKS = new Set(['drain-began', 'proved-empty']);

/**
 * The rules S1 to S8, each held against the world as it truly is, at the moment in which something is done. What
 * is looked at is the world, never what the functions believe.
 */
export class Safety {
  readonly #sim: Simulation;
  readonly #launches: { readonly atMs: number; readonly token: string }[] = [];
  readonly #launchedIn = new Map<string, number>();
  /** By slot and generation. */
  readonly #claims = new Map<string, { readonly by: string; readonly atMs: number }>();
  readonly #generations = new Set<string>();
  readonly #routesOf = new Map<number, string>();
  readonly #changes = new Map<string, SlotChange>();
  #revision = 0;

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  /** S3, S4: an instance more. */
  launched(instances: readonly Ec2Instance[], run: FunctionRun | undefined): void {
    if (!run) return;
    for (const instance of instances) this.#launchedOne(instance, run);
    const { slots, launch } = this.#sim.scenario.definition;
    const live = this.#own().filter((each) => isLive(each, this.#sim.nowMs));
    if (live.length > slots) this.#sim.violate('S4', `${live.length} instances in ${slots} slots`);
    // As the clock of the last claim has it, but for what clocks differ; what EC2 said no to, after a call that
    // launched and was not heard of, the functions cannot count.
    const newestMs = Math.max(...this.#launches.map(({ atMs }) => atMs));
    const sinceMs = newestMs - HOUR_MS + 2 * this.#sim.scenario.skewMs;
    const lately = this.#launches.filter(
      ({ atMs, token }) => atMs > sinceMs && !this.#sim.isRefused(token),
    ).length;
    if (lately > launch.perHour && !this.#sim.hasLostTable)
      this.#sim.violate('S4', `${lately} launches in an hour, at most ${launch.perHour}`);
  }

  #launchedOne(instance: Ec2Instance, run: FunctionRun): void {
    const { slot, generation } = membershipOf(instance);
    const name = `slot ${slot} generation ${generation}`;
    const claim = this.#claims.get(name);
    this.#launches.push({ atMs: claim?.atMs ?? this.#sim.nowMs, token: instance.token });
    if (this.#generations.has(name) && !this.#sim.hasLostTable)
      this.#sim.violate('S3', `${name} is launched again by ${run.id}`);
    this.#generations.add(name);
    if (claim?.by === run.id) this.#launchedIn.set(run.id, (this.#launchedIn.get(run.id) ?? 0) + 1);
    // What has lost the fleet's tag and the table's record is nobody's to find.
    const isFound = (each: Ec2Instance) =>
      !this.#sim.hasLostTable || tagsAt(each, this.#sim.nowMs).has(TAG.fleet);
    const others = this.#own()
      .filter((each) => each !== instance && isLive(each, this.#sim.nowMs) && isFound(each))
      .filter((each) => membershipOf(each).slot === slot);
    if (others.length > 0)
      this.#sim.violate('S3', `slot ${slot} has ${instance.id} and ${others[0]?.id}`);
  }

  /** S1, S7: a directive is written. */
  directed(instance: Ec2Instance, directive: string, run: FunctionRun | undefined): void {
    if (!run || directive === 'serve') return;
    if (directive === 'stop') this.#mustBeEmpty(instance, 'told to stop');
  }

  /** S1, S7. */
  terminating(instance: Ec2Instance, run: FunctionRun | undefined): void {
    if (!run || !isLive(instance, this.#sim.nowMs)) return;
    this.#mustBeEmpty(instance, 'terminated');
    if (run.unread.has('BatchGet') && !this.#slotOf(instance)?.endsCalls)
      this.#sim.violate('S7', `${instance.id} is terminated unseen`);
  }

  #mustBeEmpty(instance: Ec2Instance, what: string): void {
    const slot = this.#slotOf(instance);
    const calls = this.#sim.world.hosts.get(instance.id)?.calls.size ?? 0;
    if (calls > 0 && !slot?.endsCalls)
      this.#sim.violate('S1', `${instance.id} with ${calls} calls is ${what}`);
    const isStopping = slot?.state === 'stopping';
    if (!isStopping && !this.#sim.hasLostTable)
      this.#sim.violate('S1', `${instance.id}, ${slot?.state ?? 'in no slot'}, is ${what}`);
  }

  /** S2. */
  loses({ ip }: Address, instanceId: string, run: FunctionRun | undefined): void {
    const instance = this.#sim.world.ec2.instances.get(instanceId);
    if (!run || !instance || !isLive(instance, this.#sim.nowMs)) return;
    const calls = this.#sim.world.hosts.get(instanceId)?.calls.size ?? 0;
    this.#sim.violate('S2', `${ip} is taken from ${instanceId}, which has ${calls} calls`);
  }

  /** S5, S7, S8: a slot is written. */
  slotWritten(before: Slot | undefined, after: Slot, run: FunctionRun): void {
    const known = new Set(before?.untold.map(keyOf));
    const fresh = after.untold.filter((change) => !known.has(keyOf(change)));
    for (const change of fresh) {
      this.#changes.set(keyOf(change), change);
      this.#sim.marks.reach(`event:${change.kind}`);
      this.#sim.marks.reach(`transition:${change.from}>${change.to}`);
      this.#shrinks(change, run);
      if (change.kind === 'claimed') this.#claimed(change, run);
      if (change.kind === 'proved-empty' && before?.state === 'draining') this.#judged(before);
    }
    const isMoved = before !== undefined && before.state !== after.state;
    if (isMoved && fresh.length === 0 && run.name !== 'rebuild')
      this.#sim.violate('S8', `slot ${after.number} ${before.state} > ${after.state} unrecorded`);
    if (before && after.generation < before.generation)
      this.#sim.violate('S3', `slot ${after.number}: its generation falls`);
  }

  #claimed({ slot, generation, atMs }: SlotChange, { id }: FunctionRun): void {
    this.#claims.set(`slot ${slot} generation ${generation}`, { by: id, atMs });
  }

  #shrinks(change: SlotChange, run: FunctionRun): void {
    if (!SHRINKS.has(change.kind) || change.onBehalfOf !== 'asterfleet') return;
    const lacking = ['BatchGet', 'DescribeInstances'].filter((each) => run.unread.has(each));
    if (lacking.length > 0)
      this.#sim.violate('S7', `slot ${change.slot} ${change.kind} without ${lacking.join(', ')}`);
    const isForItself = /^not ready|impaired|silent since/.test(change.reason);
    const silent = change.kind === 'drain-began' && !isForItself ? this.#silent(run) : [];
    if (silent.length > 0)
      this.#sim.violate('S7', `slot ${change.slot} drains while ${silent.join(', ')} are silent`);
  }

  /** Slots in service of which nothing was heard for longer than is allowed when the run looked. */
  #silent(run: FunctionRun): number[] {
    const { definition, skewMs } = this.#sim.scenario;
    const latestMs = run.startedAtMs - definition.instance.silentAfter - 2 * skewMs;
    return this.#sim.slots
      .filter((slot) => slot.state === 'serving' || slot.state === 'draining')
      .filter(({ instance }) => (this.#sim.world.hosts.get(instance.id)?.heardOfMs ?? 0) < latestMs)
      .map(({ number }) => number);
  }

  /** By every node, as it truly routes; or after the grace, where none acknowledges. */
  #judged(slot: Extract<Slot, { readonly state: 'draining' }>): void {
    const { definition, skewMs } = this.#sim.scenario;
    const { address, drain } = slot;
    const sinceMs = (drain.evidence?.firstAtMs ?? Number.POSITIVE_INFINITY) + 2 * skewMs;
    const outAtMs =
      definition.routing.nodes.length > 0
        ? Math.max(...this.#sim.world.nodes.map((node) => node.leftAtMs(address.ip)))
        : (drain.withdrawn?.toldAtMs ?? Number.POSITIVE_INFINITY) + definition.drain.grace;
    const host = this.#sim.world.hosts.get(slot.instance.id);
    const says = `slot ${slot.number} is judged empty by readings from before`;
    if (sinceMs < outAtMs) this.#sim.violate('S5', `${says} it was out of the routes`);
    if (sinceMs < (host?.refusesSinceMs ?? 0))
      this.#sim.violate('S5', `${says} ${slot.instance.id} refused calls`);
  }

  /** S5, S6: the routing record is written. */
  routesWritten(snapshot: Snapshot): void {
    const routes = JSON.stringify(snapshot.routes);
    const same = this.#routesOf.get(snapshot.revision);
    if (same === undefined && snapshot.revision <= this.#revision)
      this.#sim.violate('S6', `${snapshot.revision} after ${this.#revision}`);
    if (same !== undefined && same !== routes)
      this.#sim.violate('S6', `revision ${snapshot.revision} has other routes now`);
    this.#revision = Math.max(this.#revision, snapshot.revision);
    if (same !== undefined) return;
    this.#routesOf.set(snapshot.revision, routes);
    for (const { slot, address } of snapshot.routes) this.#mustHaveBeenReady(slot, address);
  }

  #mustHaveBeenReady(number: number, ip: string): void {
    const slot = this.#sim.slot(number);
    if (slot?.state !== 'serving') return;
    const host = this.#sim.world.hosts.get(slot.instance.id);
    if (!host?.hasSaidReady)
      this.#sim.violate('S5', `${ip} of slot ${number} is routed to and was never ready`);
  }

  /** S6: a message has gone out. */
  published(snapshot: Snapshot): void {
    const known = this.#routesOf.get(snapshot.revision);
    if (known !== JSON.stringify(snapshot.routes))
      this.#sim.violate('S6', `revision ${snapshot.revision} is published with other routes`);
  }

  /** S4: of what one run ordered itself, once it is over. */
  runEnded(run: FunctionRun): void {
    const { perTick } = this.#sim.scenario.definition.launch;
    const launched = this.#launchedIn.get(run.id) ?? 0;
    if (launched > perTick)
      this.#sim.violate('S4', `${launched} launches in one run, at most ${perTick} in a tick`);
  }

  /** S8, at the end: each change that a slot ever had is in the history, as it was. */
  ended(history: ReadonlyMap<string, SlotChange>): void {
    for (const [key, change] of this.#changes) {
      const recorded = history.get(key);
      if (!recorded) this.#sim.violate('S8', `slot ${change.slot} ${change.kind} is not recorded`);
      else if (recorded.reason !== change.reason || recorded.to !== change.to)
        this.#sim.violate('S8', `slot ${change.slot} ${change.kind} is recorded otherwise`);
    }
  }

  /** The table is gone, and with it what was recorded and what is known of launches. */
  forget(): void {
    this.#changes.clear();
  }

  /** Those that functions launched. */
  #own(): Ec2Instance[] {
    const { ec2 } = this.#sim.world;
    return [...ec2.instances.values()].filter((each) => !this.#sim.isStray(each));
  }

  #slotOf({
    id,
  }: Ec2Instance): { readonly state: string; readonly endsCalls?: boolean } | undefined {
    return this.#sim.slots.find((slot) => 'instance' in slot && slot.instance.id === id);
  }
}

export function keyOf({ slot, version, atMs }: SlotChange): string {
  return `${slot} ${version} ${atMs}`;
}

export function membershipOf(instance: Ec2Instance) {
  const { launchTags, launchIndex } = instance;
  const member = readMember(launchTags.get(TAG.members) ?? '', launchIndex);
  return { slot: member?.slot ?? 0, generation: member?.generation ?? 0 };
}
