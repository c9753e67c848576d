import { readFileSync } from 'node:fs';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { clockOf } from '../../shared/domain/local-clock.ts';
import { Draw } from './kernel/draw.ts';

const MINUTE_MS = 60_000;
const FILE = 'fleets/in-ngn.yml';
const BASE = parseDefinition(readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), FILE);

/** Shortly before a change of time, and a day without one. */
const BEGINNINGS = [
  { timeZone: 'America/New_York', at: '2026-03-08T06:10:00Z' },
  { timeZone: 'America/New_York', at: '2026-11-01T05:20:00Z' },
  { timeZone: 'Europe/Berlin', at: '2026-10-25T00:15:00Z' },
  { timeZone: 'Australia/Lord_Howe', at: '2026-04-04T14:20:00Z' },
  { timeZone: 'Asia/Kathmandu', at: '2026-11-30T20:00:00Z' },
  { timeZone: 'America/New_York', at: '2026-12-31T23:10:00Z' },
] as const;

/** All that a seed decides before anything runs. */
export interface Scenario {
  readonly seed: number;
  readonly definition: FleetDefinition;
  readonly fromMs: number;
  /** Faults may begin, and are all over. */
  readonly faultsFromMs: number;
  readonly faultsUntilMs: number;
  /** The nodes that route; one where the definition names none. */
  readonly nodes: readonly string[];
  readonly zones: readonly string[];
  /** Calls against the schedule: twice as many in some minutes, and fewer in others. */
  readonly factorAt: (atMs: number) => number;
  /** Of the clocks of containers, milliseconds. */
  readonly skewMs: number;
  /** How far in the past Describe may be. */
  readonly lagMs: number;
  /** How late an instance sees its changed tags; AWS does not say. */
  readonly metadataLagMs: number;
  readonly buckets: { readonly size: number; readonly perSecond: number };
  /** Where in its minute the schedule fires, at most. */
  readonly tickJitterMs: number;
}

export function drawScenario(seed: number): Scenario {
  const draw = new Draw(seed, 'scenario');
  const { timeZone, at } = draw.pick(BEGINNINGS);
  const fromMs = Date.parse(at) + draw.whole(0, 9) * MINUTE_MS;
  const lasts = draw.whole(35, 75);
  const faultsFromMs = fromMs + draw.whole(2, 12) * MINUTE_MS;
  const faultsUntilMs = faultsFromMs + lasts * MINUTE_MS;
  const nodes = draw.pick([[], ['sbc-1'], ['sbc-1', 'sbc-2']]);
  const doubledFromMs = draw.between(faultsFromMs, faultsUntilMs);
  const doubledForMs = draw.chance(0.3) ? draw.between(5, 25) * MINUTE_MS : 0;
  const factor = draw.pick([0.3, 2, 3]);
  const isQuick = draw.chance(0.6);
  return {
    seed,
    definition: drawDefinition(draw, { timeZone, fromMs, nodes }),
    fromMs,
    faultsFromMs,
    faultsUntilMs,
    nodes: nodes.length > 0 ? nodes : ['sbc'],
    zones: ['a', 'b', 'c'].slice(0, draw.whole(1, 3)),
    factorAt: (atMs) => (atMs >= doubledFromMs && atMs < doubledFromMs + doubledForMs ? factor : 1),
    skewMs: draw.pick([0, 500, 5_000]),
    lagMs: draw.pick([0, 2_000, 8_000]),
    metadataLagMs: draw.pick([1_000, 15_000, 15_000, 150_000]),
    buckets: isQuick ? { size: 50, perSecond: 5 } : { size: 2, perSecond: 0.1 },
    tickJitterMs: draw.pick([0, 2_000, 45_000]),
  };
}

interface Frame {
  readonly timeZone: string;
  readonly fromMs: number;
  readonly nodes: readonly string[];
}

function drawDefinition(draw: Draw, { timeZone, fromMs, nodes }: Frame): FleetDefinition {
  const minutes = (from: number, to: number) => draw.whole(from, to) * MINUTE_MS;
  const slots = draw.whole(2, 5);
  const overdueAfter = minutes(12, 40);
  const { cutCallsAfter: _, ...drain } = BASE.drain;
  return {
    ...BASE,
    timeZone,
    slots,
    minimum: draw.whole(0, 1),
    spare: draw.chance(0.2) ? 1 : 0,
    channels: { planned: 8, limit: 11 },
    blocking: 0.001,
    meanHoldingTime: draw.pick([60_000, 180_000]),
    instance: {
      ...BASE.instance,
      types: draw.pick([
        [{ type: 'c7g.large', market: 'on-demand', usdPerHour: 0.07 }],
        [
          { type: 'c7g.large', market: 'spot' },
          { type: 'c7g.xlarge', market: 'on-demand', planned: 12, limit: 16 },
        ],
      ]),
      usualBoot: minutes(1, 3),
      bootDeadline: minutes(5, 8),
      heartbeat: draw.pick([5_000, 15_000]),
      silentAfter: 60_000,
    },
    launch: {
      perTick: draw.whole(1, 4),
      perHour: draw.whole(6, 40),
      failuresBeforePause: draw.whole(2, 4),
    },
    drain: {
      ...drain,
      grace: draw.pick([30_000, 60_000]),
      proof: { readings: draw.whole(2, 3), over: draw.pick([60_000, 120_000]) },
      overdueAfter,
      ...(draw.chance(0.15) && { cutCallsAfter: overdueAfter + minutes(5, 20) }),
      stopDeadline: minutes(1, 4),
      rest: minutes(1, 2),
    },
    shrink: { step: draw.whole(1, 2), every: minutes(1, 3), lookBack: minutes(2, 6) },
    surge: { utilisation: 0.85, hold: minutes(5, 15) },
    notices: { perHour: draw.pick([4, 40]) },
    routing: {
      ...BASE.routing,
      nodes: nodes.map((name) => ({ name, principal: `role/${name}` })),
      acknowledgeWithin: minutes(2, 4),
      dispatch: draw.pick(['even', 'packed'] as const),
      ...(draw.chance(0.5) && { warmUp: 60_000, easeOff: 120_000 }),
    } as FleetDefinition['routing'],
    schedule: {
      ...BASE.schedule,
      leadTime: minutes(2, 10),
      profiles: profilesOf(draw, slots, clockOf(timeZone)(fromMs).minute),
    },
  };
}

/** A rise and a fall in the hours that are lived through, the same on all days. */
function profilesOf(draw: Draw, slots: number, fromMinute: number) {
  const least = draw.whole(0, 5);
  const most = Math.round(slots * 8 * draw.between(0.4, 1));
  const rise = fromMinute + draw.whole(4, 25);
  const fall = rise + draw.whole(15, 45);
  const points = [
    { at: 0, channels: least },
    { at: rise, channels: least },
    { at: rise + draw.whole(1, 12), channels: most },
    { at: fall, channels: most },
    { at: fall + draw.whole(1, 15), channels: least },
  ];
  const inADay = points.filter(({ at }) => at < 1_440);
  const profile = inADay.filter(({ at }, index) => at > (inADay[index - 1]?.at ?? -1));
  return { weekday: profile, weekend: profile, holiday: profile };
}
