import { type CloudInstance, withState } from '../../domain/cloud.ts';
import { NO_HISTORY } from '../../domain/load-history.ts';
import { isDraining, isOccupied, isServing, type OccupiedSlot } from '../../domain/slot/slot.ts';
import type { InstanceWarning } from '../../domain/standing/standing.ts';
import { known, type Observed, type Reading, unknown } from '../../planner/observed.ts';
import type { FleetState } from '../../ports/fleet-store.ts';
import { attempt, type Tick } from './tick.ts';

const MINUTE_MS = 60_000;
const WARNINGS_EVERY_MINUTES = 10;

/** Reads the world. The table must be readable; of the rest, what cannot be read is unknown. */
export async function observe(tick: Tick, state: FleetState): Promise<Observed> {
  const { ports, definition } = tick;
  const occupied = state.slots.filter(isOccupied);
  const arns = occupied.map(({ instance }) => instance.arn);
  const { fleet, timeZone } = definition;
  const [history, instances, addresses, heartbeats] = await Promise.all([
    reading(ports.history.readHistory(fleet, timeZone, tick.nowMs, state.tick?.samples)),
    reading(instancesOf(tick)),
    reading(ports.cloud.addresses(definition.fleet)),
    reading(ports.heartbeats.read(arns)),
  ]);
  const found = await heartbeatsOfStrangers(tick, state, { instances, heartbeats });
  const isSilent = ({ instance }: OccupiedSlot) => {
    const heartbeat = heartbeats.known ? heartbeats.value.get(instance.arn) : undefined;
    return !heartbeat || tick.nowMs - heartbeat.atMs > definition.instance.silentAfter;
  };
  const silent = occupied.filter((slot) => isServing(slot) || isDraining(slot)).filter(isSilent);
  const ids = silent.map(({ instance }) => instance.id);
  const impaired =
    ids.length > 0 ? await reading(ports.cloud.impaired(ids)) : known(new Set<string>());
  return {
    slots: state.slots,
    orders: state.orders,
    refused: state.refused,
    samples: state.tick?.samples ?? [],
    history: history.known ? history.value : NO_HISTORY,
    published: state.routing?.published,
    shares: new Map(state.routing?.snapshot.routes.map(({ slot, weight }) => [slot, weight])),
    acknowledgements: state.acknowledgements,
    instances,
    addresses,
    heartbeats: found,
    // Not knowing that it is impaired keeps it in service.
    impaired: impaired.known ? impaired.value : new Set(),
    standing: { ...state.standing, warnings: await warningsOf(tick, state) },
  };
}

async function instancesOf({
  ports,
  definition,
  slots,
  told,
}: Tick): Promise<readonly CloudInstance[]> {
  const about = Math.max(definition.slots, slots.size);
  const shown = await ports.cloud.instances(definition.fleet, about);
  if (told.length === 0) return shown;
  const states = new Map(told.map(({ instanceId, state }) => [instanceId, state]));
  return shown.map((each) => withState(each, states.get(each.id) ?? each.state));
}

/**
 * Those in the table, and now and then those that EC2 shows: an event that told of one may have been
 * lost. What is found new is kept.
 */
async function warningsOf(tick: Tick, state: FleetState): Promise<readonly InstanceWarning[]> {
  const { ports, definition, nowMs } = tick;
  const stored = state.standing.warnings;
  if (Math.floor(nowMs / MINUTE_MS) % WARNINGS_EVERY_MINUTES !== 0) return stored;
  const shown = await reading(ports.cloud.warnings());
  if (!shown.known) return stored;
  const held = new Set(state.slots.filter(isOccupied).map(({ instance }) => instance.id));
  const isNew = ({ instanceId }: InstanceWarning) =>
    held.has(instanceId) && !stored.some((known) => known.instanceId === instanceId);
  const found = shown.value.filter(isNew);
  await attempt(tick, 'keeping what AWS warned of', async () => {
    for (const warning of found) await ports.standing.saveWarning(definition.fleet, warning, nowMs);
  });
  return [...stored, ...found];
}

/** Slots that the table lacks are made again from EC2, and need the heartbeats of what runs there. */
async function heartbeatsOfStrangers(
  { ports, definition }: Tick,
  { slots }: FleetState,
  { instances, heartbeats }: Pick<Observed, 'instances' | 'heartbeats'>,
): Promise<Observed['heartbeats']> {
  if (slots.length >= definition.slots || !instances.known || !heartbeats.known) return heartbeats;
  const arns = instances.value.map(({ arn }) => arn).filter((arn) => !heartbeats.value.has(arn));
  const strangers = await reading(ports.heartbeats.read(arns));
  return strangers.known ? known(new Map([...heartbeats.value, ...strangers.value])) : strangers;
}

async function reading<T>(promise: Promise<T>): Promise<Reading<T>> {
  try {
    return known(await promise);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}
