import FakeTimers from '@sinonjs/fake-timers';
import { hostsOn } from '../../local/replay/hosts.ts';
import { openStage, type Stage } from '../../local/replay/stage.ts';
import { createWorld, type World } from '../../local/world/world.ts';
import { FLEET_TEXT } from './fleet.ts';

const MINUTE_MS = 60_000;

/** A deployment that lives: its instances boot and report, and time is the test's own. */
export interface LiveFleet {
  readonly stage: Stage;
  readonly world: World;
  /** The world lives on until now, and its instances report. */
  catchUp(): Promise<void>;
  /** Time goes on, and nothing else. */
  wait(ms: number): void;
  /** So many minutes, with a tick at the start of each. */
  pass(minutes: number): Promise<void>;
  /** One invocation of the function of that folder, at this moment. */
  invoke<T = Record<string, unknown>>(name: string, event: unknown): Promise<T>;
  now(): number;
  /** Instances launched from now on never come up. */
  strand(): void;
  slots(): Promise<readonly { readonly number: number; readonly state: string }[]>;
  /** Subjects on the operations topic so far. */
  subjects(): string[];
  close(): Promise<void>;
}

export interface LiveFleetOptions {
  readonly fromMs: number;
  readonly fleetText?: string;
}

/** Boots take fifty seconds; nobody calls. */
export async function openLiveFleet({
  fromMs,
  fleetText = FLEET_TEXT,
}: LiveFleetOptions): Promise<LiveFleet> {
  const clock = FakeTimers.install({ now: fromMs, toFake: ['Date'] });
  let bootMs = 50_000;
  const stage = await openStage({ now: () => Date.now(), fleet: 'in-ngn', fleetText, slots: 5 });
  const world = createWorld({
    hosts: hostsOn(stage.cloud.ec2),
    calls: [][Symbol.iterator](),
    limit: 110,
    heartbeatMs: 10_000,
    bootMs: () => bootMs,
  });
  stage.cloud.topics.subscribe(stage.routingTopicArn, ({ message, atMs }) =>
    world.deliverRoutes(message, atMs),
  );
  const catchUp = async () => {
    world.runTo(Date.now());
    await stage.sendHeartbeats(world.heartbeats());
  };
  const wait = (ms: number) => clock.setSystemTime(Date.now() + ms);
  return {
    stage,
    world,
    catchUp,
    wait,
    pass: async (minutes) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        await catchUp();
        await stage.tick();
        wait(MINUTE_MS);
      }
      await catchUp();
    },
    invoke: async <T>(name: string, event: unknown) => (await stage.invoke(name, event)) as T,
    now: () => Date.now(),
    strand: () => {
      bootMs = Number.MAX_SAFE_INTEGER;
    },
    slots: async () => (await stage.store.read('in-ngn')).slots,
    subjects: () =>
      stage.cloud.topics.published
        .filter(({ topicArn }) => topicArn === stage.operationsTopicArn)
        .map(({ subject }) => subject ?? ''),
    close: async () => {
      await stage.close();
      clock.uninstall();
    },
  };
}
