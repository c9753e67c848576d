import { projectedChannels } from '../../../shared/domain/definition/calendar.ts';
import type { Draw } from '../kernel/draw.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Scenario } from '../scenario.ts';
import { isLive } from './ec2-instance.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const LONG_CALL = { share: 0.03, meanMs: 12 * MINUTE_MS };

/** Who calls, one call at a time, as the scenario has them. */
export class Callers {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #scheduler: Scheduler;
  readonly #draw: Draw;
  #call = 0;

  constructor(world: World, scenario: Scenario, scheduler: Scheduler, draw: Draw) {
    this.#world = world;
    this.#scenario = scenario;
    this.#scheduler = scheduler;
    this.#draw = draw;
  }

  /** Plans the next call, and from it all that follow. */
  next(): void {
    const { definition, factorAt } = this.#scenario;
    const { nowMs } = this.#scheduler;
    const load = projectedChannels(definition, nowMs) * factorAt(nowMs);
    const perMs = Math.max(load, 0.2) / definition.meanHoldingTime;
    this.#scheduler.after(Math.min(this.#draw.exponential(1 / perMs), MINUTE_MS), () => {
      this.#offer();
      this.next();
    });
  }

  #offer(): void {
    const { nowMs } = this.#scheduler;
    const { nodes, tally } = this.#world;
    this.#call += 1;
    tally.offered += 1;
    const id = this.#call;
    const node = this.#draw.pick(nodes);
    const draw = this.#draw.between(0, 1);
    const length = this.#holdingTime();
    const host = node
      .order(draw)
      .map((ip) => this.#world.hostAt(ip))
      .find((each) => each && isLive(each.instance, nowMs) && each.accept(id, nowMs));
    if (!host) {
      tally.blocked += 1;
      return;
    }
    this.#scheduler.after(length, () => this.#world.hangUp(host, id));
  }

  #holdingTime(): number {
    const { meanHoldingTime } = this.#scenario.definition;
    const isLong = this.#draw.chance(LONG_CALL.share);
    return this.#draw.exponential(isLong ? LONG_CALL.meanMs : meanHoldingTime);
  }
}
