import type { SlotChange } from '../../shared/domain/slot/slot.ts';
import { membershipOf } from './checks/safety.ts';
import type { CallFault } from './faults/call-faults.ts';
import type { Call } from './kernel/aws-edge.ts';
import { FLEET_TABLE } from './kernel/container.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { Simulation } from './simulation.ts';
import { Triggers } from './triggers.ts';
import { type Ec2Instance, isLive } from './world/ec2-instance.ts';

const MINUTE_MS = 60_000;
/** Long enough for one launch, one retire and what a death delays. */
const MINUTES = 24;

/** What must be the same, however often a function died on the way. */
interface Outcome {
  readonly slots: readonly string[];
  readonly launched: number;
  readonly live: readonly string[];
  readonly addresses: readonly string[];
  readonly routes: readonly number[];
  readonly changes: readonly string[];
  readonly violation: string | undefined;
}

export interface ShortLife {
  readonly outcome: Outcome;
  /** By tick, what each of its calls asked for. */
  readonly ticks: readonly (readonly string[])[];
}

/** Two instances for the first minutes, one for the rest, hardly a call, and nothing goes wrong but this. */
export async function liveShortly(
  faultOf: (callNumber: number, call: Call) => CallFault | undefined,
): Promise<ShortLife> {
  const sim = new Simulation(quietScenario());
  sim.eventFate = 'dropped';
  const ticks = new Map<string, string[]>();
  let count = 0;
  sim.disturb = (call) => {
    if (call.run.name !== 'tick') return undefined;
    count += 1;
    const calls = ticks.get(call.run.id) ?? [];
    ticks.set(call.run.id, [...calls, call.operation]);
    return faultOf(count, call);
  };
  const triggers = new Triggers(sim);
  for (let minute = 0; minute < MINUTES; minute += 1) await triggers.minute();
  return { outcome: outcomeOf(sim), ticks: [...ticks.values()] };
}

function quietScenario(): Scenario {
  const base = drawScenario(1);
  const { definition } = base;
  const fromMs = Date.parse('2026-11-18T05:00:00Z');
  const profile = [
    { at: 0, channels: 10 },
    { at: 4, channels: 10 },
    { at: 5, channels: 2 },
  ];
  return {
    ...base,
    fromMs,
    faultsFromMs: fromMs,
    faultsUntilMs: fromMs,
    nodes: ['sbc-1'],
    zones: ['a', 'b'],
    factorAt: () => 0,
    skewMs: 0,
    lagMs: 0,
    metadataLagMs: 1_000,
    tickJitterMs: 0,
    buckets: { size: 50, perSecond: 5 },
    definition: {
      ...definition,
      timeZone: 'America/New_York',
      slots: 3,
      minimum: 1,
      spare: 0,
      meanHoldingTime: MINUTE_MS,
      instance: {
        ...definition.instance,
        types: [{ type: 'c7g.large', market: 'on-demand' }],
        usualBoot: MINUTE_MS,
        bootDeadline: 6 * MINUTE_MS,
        heartbeat: 5_000,
      },
      launch: { perTick: 3, perHour: 20, failuresBeforePause: 3 },
      drain: {
        ...definition.drain,
        grace: 30_000,
        proof: { readings: 2, over: MINUTE_MS },
        overdueAfter: 60 * MINUTE_MS,
        stopDeadline: 2 * MINUTE_MS,
        rest: MINUTE_MS,
      },
      shrink: { step: 1, every: MINUTE_MS, lookBack: 2 * MINUTE_MS },
      routing: {
        ...definition.routing,
        nodes: [{ name: 'sbc-1', principal: 'role/sbc-1' }],
        dispatch: 'even',
      },
      schedule: {
        ...definition.schedule,
        leadTime: MINUTE_MS,
        profiles: { weekday: profile, weekend: profile, holiday: profile },
      },
    },
  };
}

function outcomeOf(sim: Simulation): Outcome {
  const { ec2, dynamodb, nodes } = sim.world;
  const items = dynamodb.items(FLEET_TABLE);
  const history = items.filter(({ pk }) => String(pk).startsWith('HISTORY#'));
  const instances = [...ec2.instances.values()];
  return {
    slots: sim.slots.map(({ number, state, generation }) => `${number} ${state} ${generation}`),
    launched: instances.length,
    live: instances.filter((each) => isLive(each, sim.nowMs)).map(nameOf),
    addresses: [...ec2.addresses.values()].map((address) => {
      const held = ec2.instances.get(ec2.holderOf(address)?.instanceId ?? '');
      return held ? nameOf(held) : 'free';
    }),
    routes: nodes[0]?.routes.map(({ slot }) => slot) ?? [],
    changes: (history as unknown as readonly SlotChange[])
      .map(({ slot, generation, kind, from, to }) => `${slot}/${generation} ${kind}: ${from}>${to}`)
      .toSorted(),
    violation: sim.violation?.says,
  };
}

/** Which of two comes first does not matter. */
function nameOf(instance: Ec2Instance): string {
  const { slot, generation } = membershipOf(instance);
  return `slot ${slot}/${generation}`;
}
