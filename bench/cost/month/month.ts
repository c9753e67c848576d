import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import type { Ec2Instance } from '../../../test/simulation/world/ec2-instance.ts';
import type { Deployed } from '../prices/template.ts';
import { MEASURE_LOAD } from './heartbeat-stream.ts';
import type { Account } from './ledger.ts';
import { captureOutput } from './output.ts';
import { Replay } from './replay.ts';

/** A Monday, 00:00 in New York, where the shipped fleet is; no change of time and no holiday of its in the next thirty days. */
const FROM_MS = Date.parse('2026-06-01T04:00:00Z');
const DAY_MINUTES = 1_440;
const HOUR_MS = 3_600_000;
/** Before it, uncounted: the fleet comes up from nothing. */
const WARM_UP_MINUTES = 60;

/** What so many days came to; a month is a multiple of it. */
export interface Month {
  readonly days: number;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Series of which a value was told. */
  readonly metrics: readonly string[];
  readonly heartbeats: { readonly count: number; readonly writeUnits: number };
  /** Running, from the first second on. */
  readonly instanceHours: number;
  /** From the launch to the end, with which the volume goes. */
  readonly volumeHours: number;
  readonly launches: number;
  readonly retirements: number;
  /** Snapshots on the routing topic. */
  readonly messages: number;
  readonly calls: { readonly offered: number; readonly blocked: number; readonly cut: number };
  /** In which fewer instances were in service than the load of that day needs, as planned. */
  readonly minutesShort: number;
}

/** From a Monday on. */
export async function replayMonth(
  definition: FleetDefinition,
  deployed: Deployed,
  days: number,
): Promise<Month> {
  Object.assign(process.env, deployed.environment, {
    POWERTOOLS_DEV: 'false',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_DISABLED: 'false',
  });
  const replay = new Replay(definition, deployed, FROM_MS - WARM_UP_MINUTES * 60_000);
  const restore = captureOutput((line) => replay.ledger.said(replay.speaker, line));
  try {
    await replay.pass(WARM_UP_MINUTES);
    const before = { ...replay.world.tally };
    replay.ledger.clear();
    replay.heartbeats.clear();
    replay.minutesShort = 0;
    replay.messages = 0;
    await replay.pass(days * DAY_MINUTES);
    replay.speaker = MEASURE_LOAD;
    await replay.heartbeats.settle(replay.ledger, deployed.memoryMb(MEASURE_LOAD));
    return monthOf(replay, days, before);
  } finally {
    restore();
  }
}

function monthOf(replay: Replay, days: number, before: Replay['world']['tally']): Month {
  const { world, ledger, heartbeats, scheduler, minutesShort, messages } = replay;
  const instances = [...world.ec2.instances.values()];
  const isIn = (atMs: number) => atMs >= FROM_MS && atMs < scheduler.nowMs;
  const hours = (from: (each: Ec2Instance) => number, to: (each: Ec2Instance) => number) =>
    instances
      .map((each) => Math.min(to(each), scheduler.nowMs) - Math.max(from(each), FROM_MS))
      .reduce((sum, ms) => sum + Math.max(0, ms) / HOUR_MS, 0);
  const { offered, blocked, cut } = world.tally;
  return {
    days,
    accounts: ledger.accounts,
    metrics: [...ledger.metrics].toSorted(),
    heartbeats: { count: heartbeats.beats, writeUnits: heartbeats.writeUnits },
    instanceHours: hours(
      ({ runningAtMs }) => runningAtMs,
      ({ endingAtMs }) => endingAtMs,
    ),
    volumeHours: hours(
      ({ createdAtMs }) => createdAtMs,
      ({ endedAtMs }) => endedAtMs,
    ),
    launches: instances.filter(({ createdAtMs }) => isIn(createdAtMs)).length,
    retirements: instances.filter(({ endingAtMs }) => isIn(endingAtMs)).length,
    messages,
    calls: {
      offered: offered - before.offered,
      blocked: blocked - before.blocked,
      cut: cut - before.cut,
    },
    minutesShort,
  };
}
