import type { FleetDefinition } from '../../domain/definition/schema.ts';
import type { PreflightCheck } from '../../domain/standing/standing.ts';
import { instancesFor } from '../../planner/demand/demand.ts';
import { nextRise } from '../../planner/outlook.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { FleetState, FleetStore } from '../../ports/fleet-store.ts';
import type { Readiness } from '../../ports/readiness.ts';
import type { StandingStore } from '../../ports/standing-store.ts';
import { type Fleets, fleetNamed } from '../fleets.ts';
import { checkAccount, checkFleet } from './checks.ts';

export interface PreflightPorts {
  readonly clock: Clock;
  readonly store: FleetStore;
  readonly standing: StandingStore;
  readonly cloud: Cloud;
  readonly readiness: Readiness;
}

export interface PreflightReport {
  readonly fleet: string;
  /** Absent where none was due. */
  readonly checks?: readonly PreflightCheck[];
  readonly because: string;
}

/** A rise is looked at this long before; on a slow rise, as often. */
const AHEAD_MS = 60 * 60_000;
const TOO_OLD_MS = 24 * 3_600_000;

/** One fleet, now. Throws `input-invalid`. */
export async function preflightNow(
  fleets: Fleets,
  name: string | undefined,
  ports: PreflightPorts,
): Promise<PreflightReport[]> {
  const definition = fleetNamed(fleets, name);
  return [
    await preflight(definition, await ports.store.read(definition.fleet), 'asked for', ports),
  ];
}

/** Every fleet whose load is projected to rise within the hour, or that was not looked at for a day. */
export function preflightDue(fleets: Fleets, ports: PreflightPorts): Promise<PreflightReport[]> {
  return Promise.all(
    fleets.map(async (definition) => {
      const state = await ports.store.read(definition.fleet);
      const because = whyDue(definition, state, ports.clock.now());
      if (because) return preflight(definition, state, because, ports);
      return { fleet: definition.fleet, because: 'no rise within the hour' };
    }),
  );
}

function whyDue(
  definition: FleetDefinition,
  { standing }: FleetState,
  nowMs: number,
): string | undefined {
  const ageMs = nowMs - (standing.preflight?.atMs ?? 0);
  if (ageMs >= TOO_OLD_MS) return 'none for a day';
  if (ageMs < AHEAD_MS) return undefined;
  const needed = (channels: number) => instancesFor(definition, channels);
  const rise = nextRise(definition, nowMs, nowMs + AHEAD_MS, needed);
  return rise && `${rise.instances} instances are needed at ${rise.local}`;
}

/** What fails is told by the next tick, which finds it in the table. */
async function preflight(
  definition: FleetDefinition,
  state: FleetState,
  because: string,
  { clock, standing, cloud, readiness }: PreflightPorts,
): Promise<PreflightReport> {
  const { fleet } = definition;
  const checks = [
    ...(await checkFleet(definition, state, cloud, readiness)),
    ...(await checkAccount(definition, readiness)),
  ];
  await standing.savePreflight(fleet, { atMs: clock.now(), checks });
  return { fleet, checks, because };
}
