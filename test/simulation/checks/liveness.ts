import type { Slot } from '../../../shared/domain/slot/slot.ts';
import type { Simulation } from '../simulation.ts';
import { isLive } from '../world/ec2-instance.ts';

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
    nowMs - slot.drain.startedAtMs > overdueAfter + 3 * 60_000 &&
    !slot.flags.overdue
      ? [`slot ${slot.number} drains for long and nobody is told`]
      : [],
  );
}

function heldBy(slot: Slot): string | undefined {
  return 'instance' in slot ? slot.instance.id : undefined;
}
