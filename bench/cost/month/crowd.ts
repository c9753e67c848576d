import { holdingTime } from '../../../local/traffic/draw-calls.ts';
import { normal, poisson, type Random, randomStream } from '../../../local/traffic/random.ts';
import { projectedChannels } from '../../../shared/domain/definition/calendar.ts';
import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import { localDateOf } from '../../../shared/domain/local-clock.ts';
import { isLive } from '../../../test/simulation/world/ec2-instance.ts';
import type { Host } from '../../../test/simulation/world/host.ts';
import type { SoftswitchNode } from '../../../test/simulation/world/softswitch.ts';
import type { World } from '../../../test/simulation/world/world.ts';
import { ASSUMED } from './assumed.ts';

const SEED = 1;

interface Reached {
  readonly host: Host;
  readonly weight: number;
}

/** Callers by the step instead of one by one: as many begin and end in each as they would, on the hosts on which they would. */
export class Crowd {
  readonly #world: World;
  readonly #definition: FleetDefinition;
  readonly #stepMs: number;
  readonly #arrivals: Random = randomStream(SEED, 'arrivals');
  readonly #lengths: Random = randomStream(SEED, 'holding times');
  readonly #days: Random = randomStream(SEED, 'days');
  /** By the number of the step, who hangs up in it. */
  readonly #ends = new Map<number, { readonly host: Host; readonly call: number }[]>();
  #call = 0;
  #step = 0;
  #day = { date: '', factor: 1 };

  constructor(world: World, definition: FleetDefinition, stepMs: number) {
    this.#world = world;
    this.#definition = definition;
    this.#stepMs = stepMs;
  }

  step(nowMs: number): void {
    this.#step += 1;
    for (const { host, call } of this.#ends.get(this.#step) ?? []) this.#world.hangUp(host, call);
    this.#ends.delete(this.#step);
    const calls = (this.channelsAt(nowMs) * this.#stepMs) / this.#definition.meanHoldingTime;
    const { nodes } = this.#world;
    const byRevision = new Map<number, readonly Reached[]>();
    for (const node of nodes) {
      const reached = byRevision.get(node.revision) ?? this.#reachedBy(node, nowMs);
      byRevision.set(node.revision, reached);
      this.#offer(reached, calls / nodes.length, nowMs);
    }
  }

  /** Offered, in the mean: the profile's, and what that day differs by. */
  channelsAt(nowMs: number): number {
    return projectedChannels(this.#definition, nowMs) * this.#factorAt(nowMs);
  }

  #reachedBy({ routes }: SoftswitchNode, nowMs: number): Reached[] {
    return routes.flatMap(({ address, weight }) => {
      const host = this.#world.hostAt(address);
      return host && isLive(host.instance, nowMs) ? [{ host, weight }] : [];
    });
  }

  #offer(reached: readonly Reached[], calls: number, nowMs: number): void {
    const { tally } = this.#world;
    const total = reached.reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) {
      const lost = poisson(this.#arrivals, calls);
      tally.offered += lost;
      tally.blocked += lost;
    }
    for (const { host, weight } of total > 0 ? reached : []) {
      const count = poisson(this.#arrivals, (calls * weight) / total);
      tally.offered += count;
      for (let each = 0; each < count; each += 1) this.#place(host, reached, nowMs);
    }
  }

  #factorAt(nowMs: number): number {
    const date = localDateOf(this.#definition.timeZone, nowMs);
    if (date !== this.#day.date)
      this.#day = { date, factor: Math.max(0, 1 + ASSUMED.dayDeviation * normal(this.#days)) };
    return this.#day.factor;
  }

  /** To the next that takes it, when the first does not. */
  #place(first: Host, reached: readonly Reached[], nowMs: number): void {
    this.#call += 1;
    const call = this.#call;
    const host = first.accept(call, nowMs)
      ? first
      : reached.find((each) => each.host !== first && each.host.accept(call, nowMs))?.host;
    if (!host) {
      this.#world.tally.blocked += 1;
      return;
    }
    const lengthMs = holdingTime(this.#lengths, this.#definition.meanHoldingTime);
    const at = this.#step + Math.max(1, Math.round(lengthMs / this.#stepMs));
    const ends = this.#ends.get(at);
    if (ends) ends.push({ host, call });
    else this.#ends.set(at, [{ host, call }]);
  }
}
