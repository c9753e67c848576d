import type { SlotChange } from '../../shared/domain/slot/slot.ts';
import { endless, forgottenDrains, unsettled } from './checks/liveness.ts';
import { keyOf } from './checks/safety.ts';
import { giveBack, ORDERS, type OrderKind } from './faults/people.ts';
import { WORLD_FAULTS, type WorldFaultKind } from './faults/world-faults.ts';
import { FLEET_TABLE } from './kernel/container.ts';
import { Draw } from './kernel/draw.ts';
import type { Scenario } from './scenario.ts';
import { Simulation } from './simulation.ts';
import { Triggers } from './triggers.ts';

const MINUTE_MS = 60_000;
/** The longest that the code waits by itself: an hour of launches, or half an hour for a lost order, and a boot. */
const SETTLES_WITHIN_MINUTES = 100;
/** It must stay so for a while, or it was chance. */
const SETTLED_FOR_MINUTES = 3;

/** What one seed came to. */
export interface Life {
  readonly seed: number;
  readonly violation: Simulation['violation'];
  /** What was drawn, for whoever reads a failure. */
  readonly faults: readonly string[];
  readonly marks: readonly string[];
  readonly simulatedMs: number;
  readonly tally: Simulation['world']['tally'];
  /** Every step in one number, and everything as it was left. */
  readonly digest: string;
  readonly state: string;
}

/** Runs one scenario from an empty table through its faults until the fleet has settled again. */
export async function liveThrough(scenario: Scenario): Promise<Life> {
  const sim = new Simulation(scenario);
  const triggers = new Triggers(sim);
  const faults = planFaults(sim);
  const isOver = () => sim.violation !== undefined;
  for (let atMs = scenario.fromMs; atMs < scenario.faultsUntilMs && !isOver(); atMs += MINUTE_MS)
    await triggers.minute();
  if (!isOver()) await settle(sim, triggers);
  if (!isOver()) lastLook(sim);
  return {
    seed: scenario.seed,
    violation: sim.violation,
    faults,
    marks: sim.marks.reached,
    simulatedMs: sim.nowMs - scenario.fromMs,
    tally: sim.world.tally,
    digest: sim.steps.digest,
    state: stateOf(sim),
  };
}

/** All faults are over; it has so many ticks to come to rest. */
async function settle(sim: Simulation, triggers: Triggers): Promise<void> {
  giveBack(sim);
  sim.lambda.recycle();
  let quiet = 0;
  let open: string[] = [];
  for (let count = 0; count < SETTLES_WITHIN_MINUTES; count += 1) {
    await triggers.minute();
    if (sim.violation) return;
    open = unsettled(sim);
    quiet = open.length === 0 ? quiet + 1 : 0;
    if (quiet === SETTLED_FOR_MINUTES) return;
  }
  sim.violate('L1', `after ${SETTLES_WITHIN_MINUTES} quiet minutes: ${open.join('; ')}`);
}

function lastLook(sim: Simulation): void {
  for (const says of [...forgottenDrains(sim), ...endless(sim)]) sim.violate('L2', says);
  const items = sim.world.dynamodb.items(FLEET_TABLE);
  const history = items.filter(({ pk, slot }) => String(pk).startsWith('HISTORY#') && slot);
  const changes = history as unknown as readonly SlotChange[];
  sim.safety.ended(new Map(changes.map((change) => [keyOf(change), change])));
}

/** Each at its time within the time of faults; what it began is over when that is. */
function planFaults(sim: Simulation): string[] {
  const { seed, faultsFromMs, faultsUntilMs } = sim.scenario;
  const draw = new Draw(seed, 'faults');
  const kinds = Object.keys(WORLD_FAULTS) as WorldFaultKind[];
  const drawn = Array.from({ length: draw.whole(0, 9) }, () => draw.pick(kinds));
  // What is needed for the worst of all, a call that is cut, comes more often than the rest.
  if (draw.chance(0.3)) drawn.push('heartbeat-lies');
  if (draw.chance(0.2)) drawn.push('launches-unheard');
  const faults = drawn.map((kind) => {
    const atMs = Math.floor(draw.between(faultsFromMs, faultsUntilMs));
    const { begin, lastsMinutes } = WORLD_FAULTS[kind];
    const [least, most] = lastsMinutes;
    const lastsMs = draw.between(least, most) * MINUTE_MS;
    sim.scheduler.at(atMs, () => {
      const end = begin(sim, draw);
      sim.marks.reach(`world:${kind}`);
      sim.steps.add(sim.nowMs, `FAULT ${kind}`);
      if (end) sim.scheduler.at(Math.min(atMs + lastsMs, faultsUntilMs), end);
    });
    return { atMs, kind: kind as string };
  });
  const asked = Object.keys(ORDERS) as OrderKind[];
  const orders = Array.from({ length: draw.whole(0, 5) }, () => draw.pick(asked)).map((kind) => {
    const atMs = Math.floor(draw.between(faultsFromMs, faultsUntilMs));
    sim.scheduler.at(atMs, () => ORDERS[kind](sim, draw));
    if (draw.chance(0.2)) sim.scheduler.at(atMs + 500, () => ORDERS[kind](sim, draw));
    return { atMs, kind: `order ${kind}` };
  });
  return [...faults, ...orders]
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, kind }) => `${new Date(atMs).toISOString().slice(11, 19)} ${kind}`);
}

function stateOf(sim: Simulation): string {
  const { dynamodb, ec2, nodes, tally } = sim.world;
  const instances = [...ec2.instances.values()].map(({ id, endedAtMs, tagChanges }) => {
    return [id, endedAtMs, tagChanges];
  });
  const routed = nodes.map(({ name, revision, routes }) => [name, revision, routes]);
  return JSON.stringify([dynamodb.items(FLEET_TABLE), instances, routed, tally]);
}
