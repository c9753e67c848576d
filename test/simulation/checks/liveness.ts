import type { Slot } from '../../../shared/domain/slot/slot.ts';
import { FLEET_TABLE } from '../kernel/container.ts';
import type { Simulation } from '../simulation.ts';
import { isLive } from '../world/ec2-instance.ts';

const MINUTE_MS = 60_000;
const MOVING = new Set<Slot['state']>(['launching', 'booting', 'stopping', 'resting']);

/** What keeps the fleet from being what is wanted, with everything in its place; none: it is. */
export function unsettled(sim: Simulation): string[] {
  const { slots, lastTick } = sim;
  if (!lastTick || slots.length < sim.scenario.definition.slots) return ['slots are missing'];
  const moving = slots.filter(({ state }) => MOVING.has(state));
  const { desired, serving } = lastTick;
  const isFull = slots.every(({ state }) => state === 'serving');
  return [
    ...moving.map(({ number, state, reason }) => `slot ${number} is ${state}: ${reason}`),
    ...(serving < desired - 1e-9 && !isFull ? [`${serving} serve, ${desired} wanted`] : []),
    ...(serving > desired + 1 ? [`${serving} serve, only ${desired} wanted`] : []),
    ...misplaced(sim),
  ];
}

/** Instances and addresses that are where no slot has them. */
function misplaced(sim: Simulation): string[] {
  const { slots, nowMs, world } = sim;
  const held = new Map(slots.map((slot) => [heldBy(slot), slot]));
  const live = [...world.ec2.instances.values()].filter((each) => isLive(each, nowMs));
  const strays = live.filter(({ id }) => !held.has(id)).map(({ id }) => `${id} is in no slot`);
  const addresses = [...world.ec2.addresses.values()].flatMap((address, index) => {
    const slot = slots.find(({ number }) => number === index + 1);
    const holder = world.ec2.holderOf(address)?.instanceId;
    const expected = slot && heldBy(slot);
    return holder === expected ? [] : [`${address.ip} is with ${holder}, not with ${expected}`];
  });
  return [...strays, ...addresses];
}

/** L2: drains that nobody was told of. */
export function forgottenDrains({ slots, nowMs, scenario }: Simulation): string[] {
  const { overdueAfter } = scenario.definition.drain;
  return slots.flatMap((slot) =>
    slot.state === 'draining' &&
    nowMs - slot.drain.startedAtMs > overdueAfter + 3 * MINUTE_MS &&
    !slot.flags.overdue
      ? [`slot ${slot.number} drains for long and nobody is told`]
      : [],
  );
}

/** L2: what was asked for a time, and decides after it. Overrides and surges alike say until when. */
export function endless({ lastTick, world, scenario, nowMs }: Simulation): string[] {
  const source = lastTick?.decidedBy;
  if (source !== 'override' && source !== 'surge') return [];
  const prefix = source === 'override' ? 'OVERRIDE#' : 'SURGE';
  const { fleet } = scenario.definition;
  const standing = world.dynamodb
    .items(FLEET_TABLE)
    .filter(({ pk, sk }) => pk === `FLEET#${fleet}` && String(sk).startsWith(prefix))
    .filter(({ untilMs, cancelled }) => Number(untilMs) > nowMs - 3 * MINUTE_MS && !cancelled);
  return standing.length > 0 ? [] : [`an ${source} decides that is over`];
}

function heldBy(slot: Slot): string | undefined {
  return 'instance' in slot ? slot.instance.id : undefined;
}
