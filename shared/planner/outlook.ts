import { clockFace, type Projection, projectedChannels } from '../domain/definition/calendar.ts';
import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { Standing } from '../domain/standing/standing.ts';
import { type Demand, fromProjection, fromStanding, largest } from './demand/demand.ts';

const MINUTE_MS = 60_000;

/** From this time on so many are wanted, until the next step. */
export interface Step {
  readonly atMs: number;
  readonly instances: number;
  readonly decidedBy: Demand['decidedBy'];
  readonly detail: string;
}

/**
 * What is wanted over `[fromMs, toMs)` as far as it is known ahead: the schedule with its lead time,
 * overrides, a surge and the minimum. What the load itself will ask for nobody knows yet.
 */
export function outlook(
  definition: FleetDefinition,
  standing: Pick<Standing, 'overrides' | 'surge'>,
  fromMs: number,
  toMs: number,
): Step[] {
  const highest = slidingHighest(definition, fromMs, toMs);
  const steps: Step[] = [];
  for (let minute = 0; fromMs + minute * MINUTE_MS < toMs; minute += 1) {
    const nowMs = fromMs + minute * MINUTE_MS;
    const projection = highest[minute] ?? { channels: 0, atMs: nowMs };
    const claims = [
      fromProjection(definition, projection),
      ...fromStanding(definition, { nowMs, ...standing }),
    ];
    const { instances, decidedBy, detail } = largest(definition, claims);
    const last = steps.at(-1);
    if (last?.instances === instances && last.decidedBy === decidedBy) continue;
    steps.push({ atMs: nowMs, instances, decidedBy, detail });
  }
  return steps;
}

/** When the projection next needs more than before, and how many it then needs. */
export function nextRise(
  definition: FleetDefinition,
  fromMs: number,
  toMs: number,
  instancesAt: (channels: number) => number,
): { readonly atMs: number; readonly instances: number; readonly local: string } | undefined {
  let before = instancesAt(projectedChannels(definition, fromMs));
  for (let atMs = fromMs + MINUTE_MS; atMs < toMs; atMs += MINUTE_MS) {
    const instances = instancesAt(projectedChannels(definition, atMs));
    if (instances > before) return { atMs, instances, local: clockFace(definition.timeZone, atMs) };
    before = instances;
  }
  return undefined;
}

/** For each minute the highest projection from then to one lead time later. */
function slidingHighest(definition: FleetDefinition, fromMs: number, toMs: number): Projection[] {
  const ahead = Math.floor(definition.schedule.leadTime / MINUTE_MS);
  const minutes = Math.ceil((toMs - fromMs) / MINUTE_MS);
  const all = Array.from({ length: minutes + ahead + 1 }, (_, minute) => {
    const atMs = fromMs + minute * MINUTE_MS;
    return { atMs, channels: projectedChannels(definition, atMs) };
  });
  return Array.from({ length: minutes }, (_, minute) =>
    all
      .slice(minute, minute + ahead + 1)
      .reduce((highest, each) => (each.channels > highest.channels ? each : highest)),
  );
}
