import { nextSnapshot, type RoutingRecord } from '../../domain/routing.ts';
import { isDraining } from '../../domain/slot/slot.ts';
import { changeSlot, type Tick } from './tick.ts';

/**
 * Publishes the routes if they changed, or if the last publish is not known to have happened, and
 * marks the draining slots that the softswitch has now been told to leave.
 */
export async function announceRoutes(tick: Tick, before: RoutingRecord | undefined): Promise<void> {
  const record = await standingRecord(tick, before);
  if (!record) return;
  const { snapshot, published } = record;
  const isPublished = published?.revision === snapshot.revision;
  if (!isPublished) await publish(tick, record);
  const toldAtMs = isPublished ? published.atMs : tick.nowMs;
  const routed = new Set(snapshot.routes.map(({ slot }) => slot));
  const left = [...tick.slots.values()]
    .filter(isDraining)
    .filter(({ number, drain }) => !drain.withdrawn && !routed.has(number));
  const event = { kind: 'withdrawn', revision: snapshot.revision, toldAtMs } as const;
  await Promise.all(left.map((slot) => changeSlot(tick, slot, event, 'out of the routes')));
}

/** Undefined when another run wrote this revision first: what it published is for the next tick to see. */
async function standingRecord(
  { ports, definition, slots, nowMs }: Tick,
  before: RoutingRecord | undefined,
): Promise<RoutingRecord | undefined> {
  const next = nextSnapshot(definition, before?.snapshot, [...slots.values()], nowMs);
  if (!next) return before;
  const isOurs = await ports.store.saveSnapshot(next, before?.snapshot);
  return isOurs ? { ...before, snapshot: next } : undefined;
}

async function publish({ ports, definition, nowMs }: Tick, { snapshot }: RoutingRecord) {
  await ports.routingTopic.publish(snapshot);
  await ports.store.markPublished(definition.fleet, snapshot.revision, nowMs);
}
