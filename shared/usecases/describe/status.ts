import { clockFace } from '../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import type { Heartbeat } from '../../domain/heartbeat.ts';
import { waitingFor } from '../../domain/routing/acknowledgement.ts';
import { isOccupied, type Slot } from '../../domain/slot/slot.ts';
import { isActive } from '../../domain/standing/override.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import { iso } from '../../domain/time.ts';
import type { FleetState } from '../../ports/fleet-store.ts';
import type { Ports } from '../reconcile/tick.ts';
import { stepsAhead } from './ahead.ts';

interface StatusView extends Pick<Ports, 'store' | 'heartbeats'> {
  readonly history: Pick<Ports['history'], 'readHistory'>;
}

const AHEAD_MS = 24 * 3_600_000;
const NEXT_STEPS = 4;

/** What the fleet is doing, why, and what is next. Heartbeats and load that cannot be read are left out and said. */
export async function statusOf(
  definition: FleetDefinition,
  { store, heartbeats, history }: StatusView,
  nowMs: number,
) {
  const { fleet, timeZone } = definition;
  const state = await store.read(fleet);
  const arns = state.slots.filter(isOccupied).map(({ instance }) => instance.arn);
  const problems: string[] = [];
  const without = (what: string, error: unknown) =>
    problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  const span = { nowMs, toMs: nowMs + AHEAD_MS };
  const [beats, ahead] = await Promise.all([
    heartbeats.read(arns).catch((error: unknown) => {
      without('heartbeats', error);
      return new Map<string, Heartbeat>();
    }),
    stepsAhead(definition, state, history, span).catch((error: unknown) => {
      without('what is next', error);
      return [];
    }),
  ]);
  return {
    fleet,
    at: iso(nowMs),
    timeZone,
    local: clockFace(timeZone, nowMs),
    decision: decisionOf(state),
    slots: state.slots.map((slot) => lineOf(slot, beats, nowMs)),
    /** How long the last launch of each slot took; a learned lead is as long as these. */
    bootsMs: state.slots.flatMap(({ lastBoot }) => lastBoot?.tookMs ?? []),
    routes: routesOf(state, definition),
    conditions: (state.conditions?.active ?? []).map(
      ({ sinceMs, goneSinceMs: _, ...condition }) => ({
        since: iso(sinceMs),
        ...condition,
      }),
    ),
    standing: standingOf(state, nowMs),
    next: ahead.slice(1, NEXT_STEPS + 1),
    problems,
  };
}

function decisionOf({ tick }: FleetState) {
  if (!tick) return undefined;
  const { atMs, samples, ...decision } = tick;
  return { at: iso(atMs), ...decision, load: samples.at(-1) };
}

function lineOf(slot: Slot, beats: ReadonlyMap<string, Heartbeat>, nowMs: number) {
  const { number, state, generation, sinceMs, reason, onBehalfOf, hold } = slot;
  const base = { slot: number, state, generation, since: iso(sinceMs), reason, onBehalfOf };
  const kept = hold ? { hold: { ...hold, sinceMs: undefined, since: iso(hold.sinceMs) } } : {};
  if (!isOccupied(slot)) return { ...base, ...kept };
  const { id, placement } = slot.instance;
  const beat = beats.get(slot.instance.arn);
  return {
    ...base,
    ...kept,
    instance: id,
    type: placement.instanceType,
    zone: placement.zone,
    planned: placement.planned,
    limit: placement.limit,
    ...('address' in slot && { address: slot.address.ip }),
    ...('flags' in slot && { flags: Object.keys(slot.flags) }),
    ...(beat && loadOf(beat, nowMs)),
  };
}

function loadOf(beat: Heartbeat, nowMs: number) {
  const { channels, calls, callsOlderThanTenMinutes, ready, reasons, atMs } = beat;
  const heartbeatAgeSeconds = Math.round((nowMs - atMs) / 1000);
  return { channels, calls, callsOlderThanTenMinutes, ready, reasons, heartbeatAgeSeconds };
}

function routesOf({ routing, acknowledgements }: FleetState, definition: FleetDefinition) {
  if (!routing) return undefined;
  const { revision, generatedAtMs, reason, routes } = routing.snapshot;
  const isPublished = routing.published?.revision === revision;
  const waiting = waitingFor(definition.routing.nodes, acknowledgements, revision);
  return {
    revision,
    generatedAt: iso(generatedAtMs),
    reason,
    slots: routes.map(({ slot }) => slot),
    shares: Object.fromEntries(routes.map(({ slot, weight }) => [slot, weight])),
    isPublished,
    nodes: definition.routing.nodes.map(({ name }) => {
      const { node: _, atMs, ...said } = acknowledgements.find(({ node }) => node === name) ?? {};
      const hasAcknowledged = !waiting.includes(name);
      return { node: name, hasAcknowledged, ...said, ...(atMs && { at: iso(atMs) }) };
    }),
  };
}

function standingOf({ standing }: FleetState, nowMs: number) {
  const { overrides, alarms, surge, freeze, replacement, warnings, preflight } = standing;
  return {
    overrides: overrides
      .filter((override) => isActive(override, nowMs))
      .map(({ fromMs, untilMs, ...override }) => ({
        ...override,
        from: iso(fromMs),
        expires: iso(untilMs),
      })),
    alarms: alarms.map(({ atMs, ...alarm }) => ({ ...alarm, since: iso(atMs) })),
    surge: surge && nowMs < surge.untilMs ? { ...surge, expires: iso(surge.untilMs) } : undefined,
    freeze: isFrozen(standing, nowMs) ? freeze : undefined,
    replacement: replacement?.ended ? undefined : replacement,
    warnings,
    preflightFailed: preflight?.checks.filter(({ result }) => result === 'failed') ?? [],
  };
}
