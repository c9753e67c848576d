import FakeTimers from '@sinonjs/fake-timers';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { randomStream } from '../traffic/random.ts';
import type { Traffic } from '../traffic/read-traffic.ts';
import { callsWithSurges } from '../traffic/surge-calls.ts';
import { gapsOf, inWindow, type Window } from '../traffic/window.ts';
import { createWorld, type World } from '../world/world.ts';
import { billedSpans, hostsOn } from './hosts.ts';
import { lanesOf, longestDrainMs } from './lanes.ts';
import { noticesOf } from './notices.ts';
import type { Pace } from './pace.ts';
import type { MinuteRecord, ReplayRecord } from './record.ts';
import { type MinuteTally, runMinutes } from './run-minutes.ts';
import { openStage, type Stage } from './stage.ts';
import { scenarioEvents, surgesOf } from './story.ts';
import { summaryOf } from './summary.ts';
import { createPassage } from './triggers/passage.ts';
import { type Scenario, stretchesOf } from './triggers/scenario.ts';
import { createTriggers, type Triggers } from './triggers/triggers.ts';

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
  readonly scenario: Scenario;
  /** Called once for each simulated minute. */
  readonly onMinute: (minute: MinuteRecord) => void;
  /** For a day at which others look while it runs. */
  readonly live?: Live | undefined;
}

export interface Live {
  /** Where the local cloud answers, Lambda's Invoke included. */
  readonly port: number;
  readonly pace: Pace;
  readonly onOpen: (stage: Stage) => Promise<void>;
  /** When the last minute is over, with everything still there; the fleet is closed after it. */
  readonly onOver: (record: ReplayRecord) => Promise<void>;
}

/** Runs the window: the world, its heartbeats, and the real functions as AWS would call them. */
export async function replay(options: Replay): Promise<ReplayRecord> {
  const { definition, fleetText, window, live } = options;
  const startedAt = performance.now();
  const clock = FakeTimers.install({ now: window.fromMs - WARM_UP_MS, toFake: ['Date'] });
  const { fleet, slots } = definition;
  const port = live?.port;
  const opened = openStage({ now: () => Date.now(), fleet, fleetText, slots, port });
  const stage = await opened.catch((error: unknown) => {
    clock.uninstall();
    throw error;
  });
  try {
    await live?.onOpen(stage);
    const world = worldOn(stage, options);
    const time = { now: () => Date.now(), set: (atMs: number) => clock.setSystemTime(atMs) };
    const passage = createPassage(stage, world, time);
    const setting = { ...options, stage, world, passage };
    const triggers = createTriggers(setting);
    const fromMs = window.fromMs - WARM_UP_MS;
    const minutes = await runMinutes({ ...setting, triggers, fromMs, pace: live?.pace });
    const wallSeconds = (performance.now() - startedAt) / 1000;
    const record = await recordOf(stage, options, { minutes, triggers, wallSeconds });
    await live?.onOver(record);
    return record;
  } finally {
    await stage.close();
    clock.uninstall();
  }
}

function worldOn(stage: Stage, options: Replay): World {
  const { definition, traffic, window, scale, seed, scenario } = options;
  const boots = randomStream(seed, 'boots');
  const { binMs } = traffic;
  const draw = { binMs, scale, meanHoldingMs: definition.meanHoldingTime, seed };
  const surges = scenario.surges.map((surge) => ({
    factor: surge.factor,
    stretches: stretchesOf(surge, definition.timeZone, window),
  }));
  const calls = callsWithSurges(inWindow(traffic.bins, window), draw, surges);
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

interface Ran {
  readonly minutes: readonly MinuteTally[];
  readonly triggers: Triggers;
  readonly wallSeconds: number;
}

async function recordOf(stage: Stage, options: Replay, ran: Ran): Promise<ReplayRecord> {
  const { definition, traffic, trafficName, window, seed, scenario } = options;
  const { minutes, triggers, wallSeconds } = ran;
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
    events: [
      ...noticesOf(stage.cloud.topics, stage.operationsTopicArn, window),
      ...scenarioEvents(triggers, scenario, window),
    ].toSorted((a, b) => a.atMs - b.atMs),
    gaps: gapsOf(traffic, window),
    surges: surgesOf(options, { minutes, changes, ...triggers }),
    emergencies: triggers.emergencies,
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
