import type { CloudInstanceState, StateChange } from '../../domain/cloud.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { isOccupied, type OccupiedSlot, type Slot } from '../../domain/slot/slot.ts';
import type { InstanceWarning } from '../../domain/standing/standing.ts';
import type { Fleets } from '../fleets.ts';
import { reconcileOrReport } from '../reconcile/reconcile-all.ts';
import type { Run } from '../reconcile/reconcile-fleet.ts';
import { type Reconciliation, reportOf } from '../reconcile/report.ts';
import { failIfIncomplete } from './note.ts';

/** Something happened to instances, or will. */
export interface InstanceEvent {
  readonly instanceIds: readonly string[];
  /** What it is now, where that is what happened. */
  readonly state?: CloudInstanceState;
  /** What AWS will do to each; absent where it has been done. */
  readonly warning?: Omit<InstanceWarning, 'instanceId'>;
  /** They say themselves that they have become ready. */
  readonly haveBecomeReady?: true;
}

export interface InstanceEventOutcome {
  /** Those among the instances that are in a slot; of those that have become ready, that are waited for. */
  readonly ours: readonly string[];
  readonly fleets: readonly ReturnType<typeof reportOf>[];
}

/**
 * Notes a warning and wakes the loop of the fleets that hold the instances; what has become of them
 * the loop reads from EC2, which lags behind what the event says, and from their heartbeats. Instances
 * of others are none of its business.
 */
export async function recordInstanceEvent(
  fleets: Fleets,
  event: InstanceEvent,
  run: Run,
): Promise<InstanceEventOutcome> {
  const found = await Promise.all(fleets.map((definition) => recordFor(definition, event, run)));
  const concerned = found.filter(({ ours }) => ours.length > 0);
  const results = concerned.flatMap(({ result }) => (result ? [result] : []));
  failIfIncomplete(results.flatMap(({ errors }) => errors));
  return { ours: concerned.flatMap(({ ours }) => ours), fleets: results.map(reportOf) };
}

interface Concern {
  readonly ours: readonly string[];
  readonly result?: Reconciliation;
}

async function recordFor(
  definition: FleetDefinition,
  event: InstanceEvent,
  run: Run,
): Promise<Concern> {
  const { instanceIds, warning } = event;
  if (instanceIds.length === 0) return { ours: [] };
  const { store, standing, clock } = run.ports;
  const told = toldBy(event);
  // A thousand launches are a thousand events within a minute: one run is enough for them all.
  if (told && (await store.wake(definition.fleet, told, clock.now()))) return { ours: [] };
  const { slots } = await store.read(definition.fleet, definition.slots);
  const held = new Set(concerned(slots, event).map(({ instance }) => instance.id));
  const ours = instanceIds.filter((id) => held.has(id));
  if (ours.length === 0) return { ours };
  if (warning)
    for (const instanceId of ours)
      await standing.saveWarning(definition.fleet, { instanceId, ...warning }, clock.now());
  const isUrgent = !told;
  const result = await reconcileOrReport(definition, { ...run, isUrgent, told });
  return { ours, result };
}

/** Of EC2; undefined for what is so rare and so urgent that it waits for no other run. */
function toldBy({
  instanceIds: [instanceId],
  state,
  warning,
  haveBecomeReady,
}: InstanceEvent): readonly StateChange[] | undefined {
  if (haveBecomeReady) return [];
  return instanceId && state && !warning ? [{ instanceId, state }] : undefined;
}

/** One that is in service and not always ready wakes nobody, however often it becomes ready again. */
function concerned(slots: readonly Slot[], { haveBecomeReady }: InstanceEvent): OccupiedSlot[] {
  const occupied = slots.filter(isOccupied);
  return haveBecomeReady ? occupied.filter(({ state }) => state === 'booting') : occupied;
}
