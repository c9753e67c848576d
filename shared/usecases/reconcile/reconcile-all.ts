import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { type Run, reconcileFleet } from './reconcile-fleet.ts';
import type { Reconciliation } from './report.ts';

export interface Sweep {
  readonly fleets: readonly Reconciliation[];
  /** Everything that did not work, over all fleets. */
  readonly errors: readonly Error[];
}

/** One tick over the fleet of that name, or over every fleet; a broken one keeps no other from its own. */
export async function reconcileAll(
  all: readonly FleetDefinition[],
  run: Run,
  fleet?: string,
): Promise<Sweep> {
  const definitions = fleet === undefined ? all : all.filter((each) => each.fleet === fleet);
  if (fleet !== undefined && definitions.length === 0)
    return { fleets: [], errors: [new Error(`${fleet}: its definition is missing or broken`)] };
  const fleets = await Promise.all(
    definitions.map((definition) => reconcileOrReport(definition, run)),
  );
  return { fleets, errors: fleets.flatMap(({ errors }) => errors) };
}

export async function reconcileOrReport(
  definition: FleetDefinition,
  run: Run,
): Promise<Reconciliation> {
  try {
    return await reconcileFleet(definition, run);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const error = new Error(`${definition.fleet}: ${detail}`, { cause });
    return { fleet: definition.fleet, outcome: 'failed', slots: [], errors: [error] };
  }
}
