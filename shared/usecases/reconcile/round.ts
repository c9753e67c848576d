import type { StateChange } from '../../domain/cloud.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { withSample } from '../../domain/load.ts';
import { ordersGiven } from '../../domain/standing/orders-given.ts';
import { NOTHING_STANDS } from '../../domain/standing/standing.ts';
import { type Plan, plan } from '../../planner/plan.ts';
import type { FleetState } from '../../ports/fleet-store.ts';
import { act } from './act.ts';
import { announceRoutes } from './announce-routes.ts';
import { observe } from './observe.ts';
import type { Run } from './reconcile-fleet.ts';
import { type Reconciliation, reconciliationOf } from './report.ts';
import { tell } from './tell.ts';
import { attempt, saveSlot, type Tick } from './tick.ts';

/** Longer than a round takes, shorter than two ticks. */
const LEASE_MS = 55_000;
const SAMPLES_KEPT_MS = 20 * 60_000;
const SAMPLES_SPARE_MS = 5 * 60_000;

export interface Round {
  readonly result: Reconciliation;
  /** Why there is to be another. */
  readonly again?:
    | { readonly told: readonly StateChange[] | undefined; readonly claimed: number }
    | undefined;
}

/** Observes, plans and acts once. */
export async function goRound(
  definition: FleetDefinition,
  run: Run & { readonly isFurther?: boolean },
): Promise<Round> {
  const { deployment, ports, runId, told, isUrgent = false } = run;
  const nowMs = ports.clock.now();
  const { fleet } = definition;
  const lease = { owner: runId, untilMs: nowMs + LEASE_MS };
  const isMine = await ports.store.takeLease(fleet, lease, nowMs);
  const isOthers = !isMine && !isUrgent;
  // One that was given back just now is not waited for: every write is conditional.
  if (isOthers && (!told || (await ports.store.wake(fleet, told, nowMs))))
    return { result: { fleet, outcome: 'skipped', slots: [], errors: [] } };
  const state = await ports.store.read(fleet, definition.slots);
  const tick: Tick = {
    ports,
    definition,
    deployment,
    nowMs,
    writer: runId,
    told: told ?? [],
    slots: new Map(state.slots.map((slot) => [slot.number, slot])),
    overtaken: new Set(),
    refused: [...state.refused],
    errors: [],
    claimed: new Set(),
    left: [],
  };
  const decision = plan(definition, await observe(tick, state), { nowMs, writer: runId });
  await carryOut(tick, state, decision);
  const woken = await close(tick, state, decision);
  // Only who holds the lease goes on: two would ask EC2 for twice of what it allows.
  if (!isMine || run.isAwaited) return { result: reconciliationOf(tick, decision) };
  // Of many addresses the last ones are read back now, not a minute later.
  const isToBeSeen = run.isFurther && decision.actions.some(({ kind }) => kind === 'bind-address');
  // Where time stands still nothing comes by waiting.
  const isLeft = tick.left.length > 0 && ports.clock.now() > nowMs;
  const isOver = !woken && !isLeft && !isToBeSeen;
  const again = isOver ? undefined : { told: woken, claimed: tick.claimed.size };
  return { result: reconciliationOf(tick, decision), again };
}

/** The order matters: what is decided is durable first, then the routes follow, then EC2. */
async function carryOut(tick: Tick, state: FleetState, decision: Plan): Promise<void> {
  await Promise.all(
    decision.writes.map(({ before, after }) =>
      attempt(tick, `writing slot ${after.number}`, async () => {
        await saveSlot(tick, before, after);
      }),
    ),
  );
  const { routing, acknowledgements } = state;
  const { shares } = decision;
  await attempt(tick, 'announcing the routes', () =>
    announceRoutes(tick, { routing, acknowledgements, shares }),
  );
  await act(tick, decision.actions);
  await attempt(tick, 'telling', () => tell(tick, state.conditions, decision.conditions));
}

async function close(
  tick: Tick,
  state: FleetState,
  decision: Plan,
): Promise<readonly StateChange[] | undefined> {
  const { ports, definition, nowMs, writer } = tick;
  const { load, demand, capacity } = decision;
  const keptMs = Math.max(SAMPLES_KEPT_MS, definition.shrink.lookBack + SAMPLES_SPARE_MS);
  const before = (state.tick?.samples ?? []).filter(({ atMs }) => nowMs - atMs < keptMs);
  const samples = load.known ? withSample(before, load.sample) : before;
  if (load.known)
    await attempt(tick, 'recording the load', () =>
      ports.history.addLoad(definition.fleet, load.sample),
    );
  const { instances: desired, decidedBy, detail, claims } = demand;
  const slotsTo = Math.max(0, ...tick.slots.keys());
  const record = { atMs: nowMs, desired, decidedBy, detail, claims, ...capacity, slotsTo, samples };
  await attempt(tick, 'keeping the surge', () => keepStanding(tick, state, decision));
  let woken: readonly StateChange[] | undefined;
  await attempt(tick, 'closing the tick', async () => {
    woken = await ports.store.closeTick(definition.fleet, record, writer);
  });
  return woken;
}

async function keepStanding(tick: Tick, { standing }: FleetState, decision: Plan): Promise<void> {
  const { ports, definition, nowMs } = tick;
  const { fleet } = definition;
  const { surge, isReplaced } = decision;
  if (surge && surge !== standing.surge) await ports.standing.saveSurge(fleet, surge);
  const { replacement } = standing;
  const ended = { atMs: nowMs, reason: 'none of them is left', onBehalfOf: 'asterfleet' };
  const isOver = replacement !== undefined && !replacement.ended && isReplaced;
  if (isOver) await ports.standing.endReplacement(fleet, replacement.requestedAtMs, ended);
  const after = {
    ...NOTHING_STANDS,
    surge: surge?.sinceMs === nowMs ? surge : undefined,
    replacement: isOver ? { ...replacement, ended } : undefined,
  };
  for (const change of ordersGiven(fleet, after)) await ports.history.addFleetChange(change);
}
