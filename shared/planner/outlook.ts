import { clockFace, type Projection, projectedChannels } from '../domain/definition/calendar.ts';
import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { LoadHistory } from '../domain/load-history.ts';
import type { Standing } from '../domain/standing/standing.ts';
import type { Claim } from './demand/claim.ts';
import { type Demand, fromProjection, fromStanding, largest } from './demand/demand.ts';
import { expectedLater } from './demand/forecast/from-forecast.ts';
import { leadsOf } from './demand/leads.ts';

const MINUTE_MS = 60_000;
/** What stands on an edge is not told as a step every few minutes. */
const HELD_MINUTES = 60;

/** From this time on so many are wanted, until the next step. */
export interface Step {
  readonly atMs: number;
  readonly instances: number;
  readonly decidedBy: Demand['decidedBy'];
  readonly detail: string;
}

/** What is known ahead. */
export interface Known {
  readonly standing: Pick<Standing, 'overrides' | 'surge'>;
  readonly history: LoadHistory;
  /** How long the last launches took, milliseconds. */
  readonly boots: readonly number[];
  /** When this is known; as the span begins, unless it is one of a later day. */
  readonly nowMs?: number;
}

/**
 * What is wanted over `[fromMs, toMs)` as far as it is known ahead: what the fleet's own past expects, or
 * else the schedule, each with its lead; overrides, a surge and the minimum. How far the load will stand off
 * from that nobody knows yet.
 */
export function outlook(
  definition: FleetDefinition,
  { standing, history, boots, nowMs: knownAtMs }: Known,
  fromMs: number,
  toMs: number,
): Step[] {
  const base = fromPast(
    definition,
    { history, boots, nowMs: knownAtMs ?? fromMs },
    { fromMs, toMs },
  );
  const steps: Step[] = [];
  for (const [minute, claim] of (base ?? fromSchedule(definition, { fromMs, toMs })).entries()) {
    const nowMs = fromMs + minute * MINUTE_MS;
    const claims = [claim, ...fromStanding(definition, { nowMs, ...standing })];
    const { instances, decidedBy, detail } = largest(definition, claims);
    const last = steps.at(-1);
    if (last?.instances === instances && last.decidedBy === decidedBy) continue;
    steps.push({ atMs: nowMs, instances, decidedBy, detail });
  }
  return steps;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function fromSchedule(definition: FleetDefinition, span: Span): Claim[] {
  const channelsAt = (atMs: number) => projectedChannels(definition, atMs);
  const leadMinutes = Math.floor(definition.schedule.leadTime / MINUTE_MS);
  return slidingHighest(channelsAt, leadMinutes, span).map((projection) =>
    fromProjection(definition, projection),
  );
}

/** As early as the lead asks for more, and less only once that lasts. */
function fromPast(
  definition: FleetDefinition,
  { history, boots, nowMs }: Required<Omit<Known, 'standing'>>,
  span: Span,
): Claim[] | undefined {
  const expected = expectedLater(definition, history, nowMs);
  if (!expected) return undefined;
  const { quality } = leadsOf(definition, boots, history.days.length);
  const claimsFor = (minutes: number) =>
    slidingHighest(expected, minutes, span).map((projection) =>
      fromProjection(definition, projection, 'forecast'),
    );
  const lasting = claimsFor(Math.max(quality, HELD_MINUTES));
  const claims: Claim[] = [];
  for (const [minute, soon] of claimsFor(quality).entries()) {
    const last = claims.at(-1) ?? soon;
    const least = lasting[minute] ?? soon;
    const isLess = least.instances < last.instances;
    claims.push(soon.instances > last.instances ? soon : isLess ? least : last);
  }
  return claims;
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

/** For each minute the highest from then to one lead later. */
function slidingHighest(
  channelsAt: (atMs: number) => number,
  leadMinutes: number,
  { fromMs, toMs }: Span,
): Projection[] {
  const minutes = Math.ceil((toMs - fromMs) / MINUTE_MS);
  const all = Array.from({ length: minutes + leadMinutes + 1 }, (_, minute) => {
    const atMs = fromMs + minute * MINUTE_MS;
    return { atMs, channels: channelsAt(atMs) };
  });
  return Array.from({ length: minutes }, (_, minute) =>
    all
      .slice(minute, minute + leadMinutes + 1)
      .reduce((highest, each) => (each.channels > highest.channels ? each : highest)),
  );
}
