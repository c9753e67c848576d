import { EC2Client } from '@aws-sdk/client-ec2';
import { DEPLOYMENT, type Stage } from '../../local/replay/stage.ts';
import { runInstances } from '../../shared/adapters/aws/ec2/launching.ts';
import type { CloudInstance } from '../../shared/domain/cloud.ts';
import type { Heartbeat } from '../../shared/domain/heartbeat.ts';
import {
  type LaunchOrder,
  ORDER_MEMBERS_MAX,
  orderToken,
} from '../../shared/domain/launch-order.ts';
import { live, type SlotEvent } from '../../shared/domain/slot/life.ts';
import {
  isOccupied,
  type Placement,
  type Slot,
  vacantSlot,
} from '../../shared/domain/slot/slot.ts';
import { TAG } from '../../shared/domain/tags.ts';
import type { Census } from './fleet-of.ts';

const FLEET = 'in-ngn';
const AT_ONCE = 64;
/** By then nobody else is calling for them: they are asked for again. */
const ASKED_AGO_MS = 2 * 60_000;
/** Calls of an instance that serves, and of one that drains: none of them is done within a tick. */
const CHANNELS = { serving: 78, draining: 3 };

/** Makes the fleet as if it had grown for an hour; `setBack` is how far the cloud's clock stands back. */
export async function seed(
  stage: Stage,
  census: Census,
  setBack: (ms: number) => void,
): Promise<void> {
  setBack(3_600_000);
  const nowMs = stage.cloud.ec2.now;
  const { serving, draining, launching } = census;
  const running = serving + draining;
  const orders = ordersOf(stage, 1, running, nowMs);
  const instances = await launchAll(orders);
  setBack(0);
  bindAll(stage, instances, serving);
  const asked = ordersOf(stage, running + 1, launching, Date.now() - ASKED_AGO_MS);
  for (const order of asked) await stage.store.placeOrder(order);
  const slots = Array.from({ length: census.slots }, (_, index) =>
    slotOf(stage, index + 1, { nowMs, serving, instances, orders: [...orders, ...asked] }),
  );
  await inTurns(slots, async (slot) => {
    await stage.store.saveSlot(slot, undefined);
  });
  const beats = slots
    .filter(isOccupied)
    .map(({ number, instance }) => heartbeatOf(instance.arn, number <= serving));
  await inTurns(beats, (beat) => stage.sendHeartbeats([beat]));
}

function ordersOf(stage: Stage, first: number, count: number, atMs: number): LaunchOrder[] {
  const subnets = [...stage.cloud.ec2.subnets.values()];
  return Array.from({ length: Math.ceil(count / ORDER_MEMBERS_MAX) }, (_, index) => {
    const from = first + index * ORDER_MEMBERS_MAX;
    const length = Math.min(ORDER_MEMBERS_MAX, first + count - from);
    const members = Array.from({ length }, (__, at) => ({ slot: from + at, generation: 1 }));
    const subnet = subnets[index % subnets.length];
    const placement: Placement = {
      zone: subnet?.zone ?? '',
      subnetId: subnet?.id ?? '',
      instanceType: 'c7g.large',
      template: `asterfleet-local-${FLEET}`,
      templateVersion: '1',
      planned: 80,
      limit: 110,
    };
    const token = orderToken(DEPLOYMENT, FLEET, members, placement);
    return { fleet: FLEET, token, placement, members, orderedAtMs: atMs, isRefused: false };
  });
}

async function launchAll(orders: readonly LaunchOrder[]): Promise<Map<number, CloudInstance>> {
  const client = new EC2Client({});
  const bySlot = new Map<number, CloudInstance>();
  await inTurns(orders, async (order) => {
    const outcome = await runInstances(client, DEPLOYMENT, order);
    if (outcome.is !== 'launched') throw new Error(`launching ${order.token}: ${outcome.is}`);
    for (const instance of outcome.instances) {
      const slot = order.members[instance.launchIndex]?.slot;
      if (slot !== undefined) bySlot.set(slot, instance);
    }
  });
  client.destroy();
  return bySlot;
}

function bindAll(
  { cloud: { ec2 } }: Stage,
  instances: ReadonlyMap<number, CloudInstance>,
  serving: number,
): void {
  const bySlot = new Map([...ec2.addresses.values()].map((each) => [addressSlot(each), each]));
  for (const [slot, { id: instanceId }] of instances) {
    const address = bySlot.get(slot);
    if (address) address.association = { id: ec2.newId('eipassoc'), instanceId };
    if (slot > serving) ec2.instances.get(instanceId)?.tags.set(TAG.directive, 'drain');
  }
}

function addressSlot({ tags }: { readonly tags: ReadonlyMap<string, string> }): number {
  return Number(tags.get(TAG.slot));
}

interface Seeded {
  readonly nowMs: number;
  readonly serving: number;
  readonly instances: ReadonlyMap<number, CloudInstance>;
  readonly orders: readonly LaunchOrder[];
}

/** A slot that has lived through what its place in the census says, all of it told. */
function slotOf({ cloud }: Stage, number: number, seeded: Seeded): Slot {
  const { nowMs, serving, instances, orders } = seeded;
  const order = orders.find(({ members }) => members.some(({ slot }) => slot === number));
  const because = {
    nowMs,
    reason: 'the fleet has grown',
    onBehalfOf: 'asterfleet',
    writer: 'seed',
  };
  const vacant: Slot = vacantSlot(FLEET, number, 0, because);
  if (!order) return vacant;
  const { token, placement, orderedAtMs } = order;
  const events: SlotEvent[] = [{ kind: 'claimed', intent: { token, placement, orderedAtMs } }];
  const launched = instances.get(number);
  if (launched) {
    const { id, arn, launchedAtMs } = launched;
    const held = [...cloud.ec2.addresses.values()][number - 1];
    const address = { allocationId: held?.allocationId ?? '', ip: held?.publicIp ?? '' };
    events.push({ kind: 'launched', instance: { id, arn, launchedAtMs, placement } });
    events.push({ kind: 'became-ready', address });
    if (number > serving)
      events.push({ kind: 'drain-began' }, { kind: 'withdrawn', revision: 1, toldAtMs: nowMs });
  }
  const slot = events.reduce<Slot>((before, event) => live(before, event, because), vacant);
  return { ...slot, untold: [] };
}

function heartbeatOf(instanceArn: string, serves: boolean): Heartbeat {
  const calls = serves ? CHANNELS.serving : CHANNELS.draining;
  return {
    instanceArn,
    bootId: '4f6f1f7e-6b8e-4c59-9d0a-0d9a2f6d9c11',
    sequence: 360,
    atMs: Date.now(),
    ready: true,
    reasons: [],
    directive: serves ? 'serve' : 'drain',
    channels: calls,
    calls,
    callAttempts: serves ? 4 : 0,
    callAttemptsLastMinute: serves ? 26 : 0,
    callsOlderThanTenMinutes: 2,
    logicRoundTripMs: 25,
  };
}

async function inTurns<T>(things: readonly T[], each: (thing: T) => Promise<void>): Promise<void> {
  const left = things.values();
  const work = async () => {
    for (const thing of left) await each(thing);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
