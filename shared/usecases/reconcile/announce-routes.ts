import { publishedAt, waitingFor } from '../../domain/routing/acknowledgement.ts';
import { nextSnapshot, type RoutingRecord, type Shares } from '../../domain/routing/snapshot.ts';
import { isDraining } from '../../domain/slot/slot.ts';
import type { FleetState } from '../../ports/fleet-store.ts';
import { attemptEach, changeSlot, type Tick } from './tick.ts';

/** A message that is on its way needs no other. */
const AGAIN_AFTER_MS = 50_000;

/** What the run read before it planned, and what it planned. */
interface Announcement extends Pick<FleetState, 'routing' | 'acknowledgements'> {
  readonly shares: Shares | undefined;
}

/**
 * Publishes the routes if they changed, if the last publish is not known to have happened, or if a
 * softswitch node has not acknowledged it; and marks the draining slots that the softswitch has now
 * been told to leave.
 */
export async function announceRoutes(tick: Tick, announcement: Announcement): Promise<void> {
  const record = await standingRecord(tick, announcement);
  if (!record) return;
  const { snapshot, published } = record;
  const isPublished = published?.revision === snapshot.revision;
  if (!isPublished) await publish(tick, record, announcement);
  else await publishAgain(tick, record, announcement);
  const toldAtMs = isPublished ? published.atMs : tick.nowMs;
  const routed = new Set(snapshot.routes.map(({ slot }) => slot));
  // What another run has written meanwhile may have been in routes that this run has not seen.
  const left = [...tick.slots.values()]
    .filter(({ number }) => !tick.overtaken.has(number))
    .filter(isDraining)
    .filter(({ number, drain }) => !drain.withdrawn && !routed.has(number));
  const event = { kind: 'withdrawn', revision: snapshot.revision, toldAtMs } as const;
  await attemptEach(tick, 'marking a slot that left', left, (slot) =>
    changeSlot(tick, slot, event, 'out of the routes'),
  );
}

/** Undefined when another run wrote this revision first: what it published is for the next tick to see. */
async function standingRecord(
  { ports, definition, slots, nowMs }: Tick,
  { routing: before, shares }: Announcement,
): Promise<RoutingRecord | undefined> {
  const standing = { slots: [...slots.values()], shares, nowMs };
  const next = nextSnapshot(definition, before?.snapshot, standing);
  if (!next) return before;
  const isOurs = await ports.store.saveSnapshot(next, before?.snapshot);
  return isOurs ? { ...before, snapshot: next } : undefined;
}

async function publish(
  { ports, definition, nowMs: atMs }: Tick,
  { snapshot, published: before }: RoutingRecord,
  { acknowledgements }: Announcement,
): Promise<void> {
  await ports.routingTopic.publish(snapshot);
  const { nodes } = definition.routing;
  const isWaitedFor =
    before !== undefined && waitingFor(nodes, acknowledgements, before.revision).length > 0;
  const published = publishedAt(before, snapshot.revision, { isWaitedFor, atMs });
  await ports.store.markPublished(definition.fleet, published);
}

/** The same revision has the same routes: who has it already is not disturbed. */
async function publishAgain(
  { ports, definition, nowMs }: Tick,
  { snapshot, published }: RoutingRecord,
  { acknowledgements }: Announcement,
): Promise<void> {
  if (!published || nowMs - published.atMs < AGAIN_AFTER_MS) return;
  const { nodes } = definition.routing;
  if (waitingFor(nodes, acknowledgements, snapshot.revision).length === 0) return;
  await ports.routingTopic.publish(snapshot);
}
