import FakeTimers from '@sinonjs/fake-timers';
import { projectedChannels } from '../../shared/domain/definition/calendar.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { type Call, drawCalls } from '../traffic/draw-calls.ts';
import { randomStream } from '../traffic/random.ts';
import type { Traffic } from '../traffic/read-traffic.ts';
import { gapsOf, inWindow, type Window } from '../traffic/window.ts';
import { createWorld, type World } from '../world/world.ts';
import { billedSpans, hostsOn } from './hosts.ts';
import { lanesOf, longestDrainMs } from './lanes.ts';
import { noticesOf } from './notices.ts';
import type { MinuteRecord, ReplayRecord } from './record.ts';
import { openStage, type Stage } from './stage.ts';
import { summaryOf } from './summary.ts';

const MINUTE_MS = 60_000;
/** The fleet is there before the first call: a day does not begin with an empty table. */
const WARM_UP_MS = 30 * MINUTE_MS;
const BOOT_FASTEST_MS = 2 * MINUTE_MS;
const BOOT_SLOWEST_MS = 6 * MINUTE_MS;

export interface Replay {
  readonly definition: FleetDefinition;
  readonly fleetText: string;
  readonly traffic: Traffic;
  readonly trafficName: string;
  readonly window: Window;
  readonly scale: number;
  readonly seed: number;
  /** Called once for each simulated minute. */
  readonly onMinute: (minute: MinuteRecord) => void;
}

/** Runs the window minute by minute: the world, its heartbeats, one tick of the real function. */
export async function replay(options: Replay): Promise<ReplayRecord> {
  const { definition, fleetText, window } = options;
  const startedAt = performance.now();
  const clock = FakeTimers.install({ now: window.fromMs - WARM_UP_MS, toFake: ['Date'] });
  const { fleet, slots } = definition;
  const stage = await openStage({ now: () => Date.now(), fleet, fleetText, slots });
  try {
    const world = worldOn(stage, options);
    const minutes = await runMinutes(stage, world, options, (atMs) => clock.setSystemTime(atMs));
    const wallSeconds = (performance.now() - startedAt) / 1000;
    return await recordOf(stage, options, minutes, wallSeconds);
  } finally {
    await stage.close();
    clock.uninstall();
  }
}

function worldOn(stage: Stage, { definition, traffic, window, scale, seed }: Replay): World {
  const boots = randomStream(seed, 'boots');
  const { binMs } = traffic;
  const draw = { binMs, scale, meanHoldingMs: definition.meanHoldingTime, seed };
  const calls: Iterator<Call> = drawCalls(inWindow(traffic.bins, window), draw);
  const world = createWorld({
    hosts: hostsOn(stage.cloud.ec2),
    calls,
    limit: definition.channels.limit,
    heartbeatMs: definition.instance.heartbeat,
    bootMs: () => BOOT_FASTEST_MS + boots() * (BOOT_SLOWEST_MS - BOOT_FASTEST_MS),
  });
  stage.cloud.topics.subscribe(stage.routingTopicArn, ({ message, atMs }) =>
    world.deliverRoutes(message, atMs),
  );
  return world;
}

interface MinuteTally extends MinuteRecord {
  readonly carried: number;
  readonly cut: number;
}

async function runMinutes(
  stage: Stage,
  world: World,
  { definition, window, onMinute }: Replay,
  setTime: (atMs: number) => void,
): Promise<MinuteTally[]> {
  const minutes: MinuteTally[] = [];
  for (let atMs = window.fromMs - WARM_UP_MS; atMs < window.toMs; atMs += MINUTE_MS) {
    setTime(atMs);
    world.runTo(atMs);
    await stage.sendHeartbeats(world.heartbeats());
    const decision = decisionOf(await stage.tick());
    const channels = projectedChannels(definition, atMs);
    const paid = billedSpans(stage.cloud.ec2).filter((span) => span.toMs > atMs).length;
    world.runTo(atMs + MINUTE_MS);
    const count = world.census.takeMinute();
    if (atMs < window.fromMs) continue;
    const minute = { atMs, ...count, ...decision, projected: channels, paid };
    minutes.push(minute);
    onMinute(minute);
  }
  return minutes;
}

function decisionOf(answer: unknown): Pick<MinuteRecord, 'desired' | 'decidedBy' | 'serving'> {
  const { fleets } = answer as {
    readonly fleets: readonly Pick<MinuteRecord, 'desired' | 'decidedBy' | 'serving'>[];
  };
  const { desired = 0, decidedBy = '', serving = 0 } = fleets[0] ?? {};
  return { desired, decidedBy, serving };
}

async function recordOf(
  stage: Stage,
  { definition, traffic, trafficName, window, seed }: Replay,
  minutes: readonly MinuteTally[],
  wallSeconds: number,
): Promise<ReplayRecord> {
  const { fleet, timeZone, slots, channels } = definition;
  const changes = await stage.history.readChanges(fleet, window.fromMs - WARM_UP_MS, window.toMs);
  const within = changes.filter(({ atMs }) => atMs >= window.fromMs);
  const count = (kind: string) => within.filter((change) => change.kind === kind).length;
  const total = (of: (minute: MinuteTally) => number) =>
    minutes.reduce((sum, minute) => sum + of(minute), 0);
  return {
    fleet,
    timeZone,
    ...window,
    seed,
    traffic: trafficName,
    slots,
    ...channels,
    minutes,
    lanes: lanesOf(changes, window.fromMs, window.toMs),
    events: noticesOf(stage.cloud.topics, stage.operationsTopicArn, window),
    gaps: gapsOf(traffic, window),
    summary: summaryOf({
      minutes,
      billed: billedSpans(stage.cloud.ec2),
      carried: total(({ carried }) => carried),
      cut: total(({ cut }) => cut),
      launches: count('claimed'),
      retires: count('proved-empty'),
      longestDrainMs: longestDrainMs(within),
      slots,
      planned: channels.planned,
      ...window,
      wallSeconds,
    }),
  };
}
