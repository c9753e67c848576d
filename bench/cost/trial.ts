import FakeTimers from '@sinonjs/fake-timers';
import type { CloudRequest } from '../../local/cloud/local-cloud.ts';
import { hostsOn } from '../../local/replay/hosts.ts';
import { openStage, type Stage } from '../../local/replay/stage.ts';
import { stateChangeEventOf } from '../../local/replay/triggers/aws-events.ts';
import { watchInstances } from '../../local/replay/triggers/instance-states.ts';
import { createWorld } from '../../local/world/world.ts';
import { readContents } from './contents.ts';
import { bytesOf, captureOutput } from './output.ts';
import { type Usage, usageOf } from './usage.ts';

const MINUTE_MS = 60_000;
/** 01:00 in New York on a weekday: the schedule asks for one instance and for no more for hours. */
const FROM_MS = Date.parse('2026-11-18T06:00:00Z');

export interface Recording {
  readonly usage: Usage;
  readonly lines: readonly string[];
  /** EC2's changes of state that a function was called for. */
  readonly events: number;
  /** In the ticks, of the clock on the wall. */
  readonly tickMs: readonly number[];
}

/** A fleet on the local cloud, and all that its functions ask and say. */
export interface Trial {
  readonly stage: Stage;
  /** So many minutes, with a tick at the start of each; not one may fail. */
  pass(minutes: number): Promise<void>;
  /**
   * While a large fleet comes up, uncounted: a tick that leaves something undone is gone on from, and
   * no event is told, since hundreds of them would each run the whole loop.
   */
  comeUp(minutes: number): Promise<void>;
  /** All since the last time. */
  take(): Promise<Recording>;
  count(state: string): Promise<number>;
  close(): Promise<void>;
}

/** Boots take fifty seconds; nobody calls, so that nothing changes but what is asked for. */
export async function openTrial(
  fleetText: string,
  { slots, limit, heartbeatMs }: { slots: number; limit: number; heartbeatMs: number },
): Promise<Trial> {
  const clock = FakeTimers.install({ now: FROM_MS, toFake: ['Date'] });
  process.env['POWERTOOLS_LOG_LEVEL'] = 'INFO';
  const stage = await openStage({ now: () => Date.now(), fleet: 'in-ngn', fleetText, slots });
  // The stage silences the metrics; a function reads its environment when it is loaded, later.
  process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
  const hosts = hostsOn(stage.cloud.ec2);
  const calls = [][Symbol.iterator]();
  const world = createWorld({ hosts, calls, limit, heartbeatMs, bootMs: () => 50_000 });
  stage.cloud.topics.subscribe(stage.routingTopicArn, ({ message, atMs }) =>
    world.deliverRoutes(message, atMs),
  );
  const recorder = recordOf(stage);
  const states = watchInstances(stage.cloud.ec2);
  const pass = async (minutes: number, minuteOf: (changes: Changes) => Promise<void>) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      world.runTo(Date.now());
      await stage.sendHeartbeats(world.heartbeats());
      await minuteOf(states.changesUntil(Date.now()));
      clock.setSystemTime(Date.now() + MINUTE_MS);
    }
  };
  return {
    stage,
    pass: (minutes) =>
      pass(minutes, async (changes) => {
        await tell(stage, changes, recorder);
        await recorder.timed(() => stage.tick());
      }),
    comeUp: (minutes) =>
      pass(minutes, async () => {
        await stage.tick().catch(() => undefined);
      }),
    take: recorder.take,
    count: async (state) => {
      const { slots: found } = await recorder.unheard(() => stage.store.read('in-ngn'));
      return found.filter((slot) => slot.state === state).length;
    },
    close: async () => {
      recorder.close();
      await stage.close();
      clock.uninstall();
    },
  };
}

interface Recorder {
  timed(tick: () => Promise<unknown>): Promise<void>;
  noteEvent(): void;
  /** What is read to count with is nobody's call. */
  unheard<T>(work: () => Promise<T>): Promise<T>;
  take(): Promise<Recording>;
  close(): void;
}

function recordOf(stage: Stage): Recorder {
  const output = captureOutput();
  let requests: CloudRequest[] = [];
  let tickMs: number[] = [];
  let events = 0;
  let isReading = false;
  const unheard = async <T>(work: () => Promise<T>) => {
    isReading = true;
    try {
      return await work();
    } finally {
      isReading = false;
    }
  };
  // Heartbeats are sent by the instances, and counted from their interval.
  stage.cloud.onRequest((request) => {
    if (!isReading && !isHeartbeat(stage, request)) requests.push(request);
  });
  return {
    timed: async (tick) => {
      const from = performance.now();
      await tick();
      tickMs.push(performance.now() - from);
    },
    noteEvent: () => {
      events += 1;
    },
    unheard,
    take: async () => {
      const tables = [stage.fleetTable, stage.heartbeatTable];
      const contents = await unheard(() => readContents(tables));
      const lines = output.take();
      const taken = { usage: usageOf(requests, contents, bytesOf(lines)), lines, events, tickMs };
      requests = [];
      tickMs = [];
      events = 0;
      return taken;
    },
    close: () => output.restore(),
  };
}

function isHeartbeat(stage: Stage, { action, body = '' }: CloudRequest): boolean {
  return action === 'PutItem' && body.includes(stage.heartbeatTable);
}

type Changes = ReturnType<ReturnType<typeof watchInstances>['changesUntil']>;

/** EventBridge, which tells the function what the deployed rule lets through. */
async function tell(stage: Stage, changes: Changes, recorder: Recorder): Promise<void> {
  for (const change of changes) {
    const event = stateChangeEventOf(change, stage.cloud.ec2.options);
    await stage.invoke('handle-instance-event', event);
    recorder.noteEvent();
  }
}
