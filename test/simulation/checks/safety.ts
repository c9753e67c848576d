import { readMembers } from '../../../shared/domain/cloud.ts';
import type { Slot, SlotChange } from '../../../shared/domain/slot/slot.ts';
import { TAG } from '../../../shared/domain/tags.ts';
import type { FunctionRun } from '../kernel/function-run.ts';
import type { Simulation } from '../simulation.ts';
import type { Address } from '../world/ec2.ts';
import { type Ec2Instance, isLive, stateAt } from '../world/ec2-instance.ts';
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
  readonly #launchedAtMs: number[] = [];
  readonly #launchedIn = new Map<string, number>();
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
    const inRun = (this.#launchedIn.get(run.id) ?? 0) + instances.length;
    this.#launchedIn.set(run.id, inRun);
    const lately = this.#launchedAtMs.filter((atMs) => this.#sim.nowMs - atMs < HOUR_MS).length;
    if (lately > launch.perHour && !this.#sim.hasLostTable)
      this.#sim.violate('S4', `${lately} launches in an hour, at most ${launch.perHour}`);
  }

  #launchedOne(instance: Ec2Instance, run: FunctionRun): void {
    const { slot, generation } = membershipOf(instance);
    this.#launchedAtMs.push(this.#sim.nowMs);
    const name = `slot ${slot} generation ${generation}`;
    if (this.#generations.has(name) && !this.#sim.hasLostTable)
      this.#sim.violate('S3', `${name} is launched again by ${run.id}`);
    this.#generations.add(name);
    const others = this.#own().filter(
      (each) =>
        each !== instance && isLive(each, this.#sim.nowMs) && membershipOf(each).slot === slot,
    );
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
      if (change.kind === 'proved-empty' && before?.state === 'draining') this.#judged(before);
    }
    const isMoved = before !== undefined && before.state !== after.state;
    if (isMoved && fresh.length === 0 && run.name !== 'rebuild')
      this.#sim.violate('S8', `slot ${after.number} ${before.state} > ${after.state} unrecorded`);
    if (before && after.generation < before.generation)
      this.#sim.violate('S3', `slot ${after.number}: its generation falls`);
  }

  #shrinks(change: SlotChange, run: FunctionRun): void {
    if (!SHRINKS.has(change.kind) || change.onBehalfOf !== 'asterfleet') return;
    const lacking = ['BatchGet', 'DescribeInstances'].filter((each) => run.unread.has(each));
    if (lacking.length > 0)
      this.#sim.violate('S7', `slot ${change.slot} ${change.kind} without ${lacking.join(', ')}`);
  }

  /** By every node, as it truly routes; or after the grace, where none acknowledges. */
  #judged(slot: Extract<Slot, { readonly state: 'draining' }>): void {
    const { definition, skewMs } = this.#sim.scenario;
    const { withdrawn } = slot.drain;
    const says = `slot ${slot.number} is judged empty`;
    if (!withdrawn) return this.#sim.violate('S5', `${says} before it was withdrawn`);
    if (definition.routing.nodes.length === 0) {
      const sinceMs = this.#sim.nowMs - withdrawn.toldAtMs;
      if (sinceMs + 2 * skewMs < definition.drain.grace)
        this.#sim.violate('S5', `${says} ${sinceMs} ms after it was withdrawn`);
      return;
    }
    const behind = this.#sim.world.nodes.find(({ revision }) => revision < withdrawn.revision);
    if (behind)
      this.#sim.violate('S5', `${says} while ${behind.name} routes by ${behind.revision}`);
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
    if (!slot || slot.state !== 'serving') return;
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

  /** S4: of one run, once it is over. */
  runEnded(run: FunctionRun): void {
    const { perTick } = this.#sim.scenario.definition.launch;
    const launched = this.#launchedIn.get(run.id) ?? 0;
    // What an earlier run ordered may come to be in this one.
    if (launched > 2 * perTick)
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
  const members = readMembers(instance.launchTags.get(TAG.members) ?? '');
  const member = members[instance.launchIndex];
  return { slot: member?.slot ?? 0, generation: member?.generation ?? 0 };
}

export function isGone(instance: Ec2Instance, atMs: number): boolean {
  return stateAt(instance, atMs) === 'terminated';
}
