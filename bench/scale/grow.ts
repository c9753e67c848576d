import { randomUUID } from 'node:crypto';
import { instanceEvent } from '../../functions/handle-instance-event/instance-event.ts';
import { AWS_BUCKETS } from '../../local/cloud/ec2/buckets.ts';
import { hostsOn } from '../../local/replay/hosts.ts';
import { openStage, type Stage } from '../../local/replay/stage.ts';
import {
  type InstanceStates,
  watchInstances,
} from '../../local/replay/triggers/instance-states.ts';
import { STREAM_DELAY_MS } from '../../local/replay/triggers/readiness.ts';
import { createWorld, type World } from '../../local/world/world.ts';
import { type Deployment, openPorts } from '../../shared/composition/open-ports.ts';
import { reconcileFleet } from '../../shared/usecases/reconcile/reconcile-fleet.ts';
import {
  type InstanceEvent,
  recordInstanceEvent,
} from '../../shared/usecases/triggers/instance-event.ts';
import { fleetTextOf } from './fleet-of.ts';
import { createTime, type SimulatedTime } from './simulated-time.ts';

const FROM_MS = Date.parse('2026-11-18T17:00:00Z');
const TICK_MS = 60_000;
const HEARTBEAT_MS = 10_000;
const STEP_MS = 1_000;
/** An instance is pending, boots and reports ready: of the local cloud, and of the shipped image's agent. */
const PENDING_MS = 20_000;
const BOOT_MS = 50_000;
const GIVEN_UP_MS = 60 * 60_000;

export interface Grown {
  readonly launches: number;
  /** Until every slot serves. */
  readonly seconds: number;
  /** What the buckets alone allow. */
  readonly bucketSeconds: number;
  readonly ratio: number;
  readonly throttled: number;
  readonly ec2Calls: number;
}

/** One order for so many, at a tick, in simulated time; ticks each minute, events and ready heartbeats as they come. */
export async function grow(launches: number): Promise<Grown> {
  const time = createTime(FROM_MS);
  const stage = await openStage({
    now: time.now,
    fleet: 'in-ngn',
    fleetText: fleetTextOf({ slots: launches, serving: launches, draining: 0, launching: 0 }),
    slots: launches,
    buckets: AWS_BUCKETS,
  });
  const hosts = hostsOn(stage.cloud.ec2);
  const bootMs = () => BOOT_MS;
  const world = createWorld({
    hosts,
    calls: [].values(),
    limit: 110,
    heartbeatMs: HEARTBEAT_MS,
    bootMs,
  });
  const states = watchInstances(stage.cloud.ec2);
  let ec2Calls = 0;
  stage.cloud.onRequest(({ service }) => {
    if (service === 'ec2') ec2Calls += 1;
  });
  const growth = { launches, time, stage, world, states, deployment: openPorts(time) };
  const seconds = (await liveUntilServing(growth)) / 1000;
  const throttled = stage.cloud.throttled.length;
  await stage.close();
  time.end();
  const bucketSeconds = bucketSecondsOf(launches);
  const ratio = Math.round((1000 * seconds) / bucketSeconds) / 1000;
  return { launches, seconds, bucketSeconds, ratio, throttled, ec2Calls };
}

/**
 * One call may ask for a thousand instances, so the first thousand are asked for at once and the others as
 * the bucket of instances fills; each needs an address once it runs, and is ready when it has booted.
 */
function bucketSecondsOf(launches: number): number {
  const { RunInstances } = AWS_BUCKETS.resources;
  const address = AWS_BUCKETS.requests('AssociateAddress', false);
  const beyond = (size: { max: number; perSecond: number } | undefined) =>
    size ? Math.max(0, launches - size.max) / size.perSecond : 0;
  const addressed = PENDING_MS / 1000 + Math.max(beyond(RunInstances), beyond(address));
  return Math.max(addressed, BOOT_MS / 1000 + beyond(RunInstances));
}

interface Growth {
  readonly launches: number;
  readonly time: SimulatedTime;
  readonly stage: Stage;
  readonly world: World;
  readonly states: InstanceStates;
  readonly deployment: Deployment;
}

async function liveUntilServing(growth: Growth): Promise<number> {
  const { launches, time, stage, world, states, deployment } = growth;
  const { fleets, ...rest } = deployment;
  const [definition] = fleets;
  if (!definition) throw new Error('opening the fleet: there is none');
  const runs: Promise<unknown>[] = [];
  const heard: { readonly atMs: number; readonly event: object }[] = [];
  const runOf = () => ({ ...rest, runId: randomUUID() });
  const tell = (event: InstanceEvent) => runs.push(recordInstanceEvent(fleets, event, runOf()));
  for (let passedMs = 0; passedMs < GIVEN_UP_MS; passedMs += STEP_MS) {
    await time.runUntil(FROM_MS + passedMs);
    world.runTo(time.now());
    await stage.sendHeartbeats(world.heartbeats());
    const atMs = time.now();
    heard.push(...stage.readyHeartbeats.take().map((event) => ({ atMs, event })));
    if (passedMs % TICK_MS === 0) runs.push(reconcileFleet(definition, runOf()));
    for (const { id, state } of states.changesUntil(time.now()))
      if (state === 'running') tell({ instanceIds: [id], state });
    while (heard[0] && heard[0].atMs + STREAM_DELAY_MS <= time.now())
      tell(instanceEvent.parse(heard.shift()?.event));
    if ((await servingIn(stage, launches)) < launches) continue;
    await Promise.all([...runs, time.runUntil(time.now() + TICK_MS)]);
    return passedMs;
  }
  throw new Error(`launching ${launches}: not in service in ${GIVEN_UP_MS / 60_000} minutes`);
}

async function servingIn({ store }: Stage, launches: number): Promise<number> {
  const { slots } = await store.read('in-ngn', launches);
  return slots.filter(({ state }) => state === 'serving').length;
}
