import type { CloudInstanceState } from '../../domain/cloud.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { isOccupied } from '../../domain/slot/slot.ts';
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
}

export interface InstanceEventOutcome {
  /** Those among the instances that are in a slot. */
  readonly ours: readonly string[];
  readonly fleets: readonly ReturnType<typeof reportOf>[];
}

/**
 * Notes a warning and wakes the loop of the fleets that hold the instances; what has become of them
 * the loop reads from EC2, which lags behind what the event says. Instances of others are none of
 * its business.
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
  { instanceIds, state, warning }: InstanceEvent,
  run: Run,
): Promise<Concern> {
  const { store, standing, clock } = run.ports;
  const [first] = instanceIds;
  const told = first && state && !warning ? [{ instanceId: first, state }] : [];
  // A thousand launches are a thousand events within a minute: one run is enough for them all.
  if (told.length > 0 && (await store.wake(definition.fleet, told, clock.now())))
    return { ours: [] };
  const { slots } = await store.read(definition.fleet, definition.slots);
  const held = new Set(slots.filter(isOccupied).map(({ instance }) => instance.id));
  const ours = instanceIds.filter((id) => held.has(id));
  if (ours.length === 0) return { ours };
  if (warning)
    for (const instanceId of ours)
      await standing.saveWarning(definition.fleet, { instanceId, ...warning }, clock.now());
  const isUrgent = told.length === 0;
  const result = await reconcileOrReport(definition, { ...run, isUrgent, told });
  return { ours, result };
}
