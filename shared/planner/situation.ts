import { type CloudAddress, type CloudInstance, isDead } from '../domain/cloud.ts';
import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { Heartbeat } from '../domain/heartbeat.ts';
import type { LaunchOrder } from '../domain/launch-order.ts';
import type { Because } from '../domain/slot/life.ts';
import { isDraining, isServing, type OccupiedSlot, type VacantSlot } from '../domain/slot/slot.ts';
import type { Observed } from './observed.ts';

/** What was observed, indexed for the rules that look at one slot at a time. */
export interface Situation {
  readonly definition: FleetDefinition;
  readonly observed: Observed;
  readonly nowMs: number;
  because(reason: string, onBehalfOf?: string): Because;
  instanceById(id: string): CloudInstance | undefined;
  instanceByOrder(token: string, slot: number): CloudInstance | undefined;
  /** By their tags, the dead ones included. */
  instancesOf(slot: number): readonly CloudInstance[];
  /** A live instance of an order that the slot has given up. */
  leftBehind(slot: VacantSlot): { instance: CloudInstance; order: LaunchOrder } | undefined;
  addressOf(slot: number): CloudAddress | undefined;
  addressBoundTo(instanceId: string): CloudAddress | undefined;
  /** The last heartbeat, however old. */
  heartbeatOf(slot: OccupiedSlot): Heartbeat | undefined;
  /** The heartbeat, unless it is too old to be believed. */
  freshHeartbeatOf(slot: OccupiedSlot): Heartbeat | undefined;
  /** So many are silent at once that it is the telemetry that is broken. */
  readonly isBlind: boolean;
}

export interface Run {
  readonly nowMs: number;
  readonly writer: string;
}

export function situationOf(
  definition: FleetDefinition,
  observed: Observed,
  { nowMs, writer }: Run,
): Situation {
  const instances = observed.instances.known ? observed.instances.value : [];
  const addresses = observed.addresses.known ? observed.addresses.value : [];
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const byOrder = new Map(instances.map((instance) => [orderKey(instance), instance]));
  const instancesBySlot = Map.groupBy(instances, ({ member }) => member?.slot);
  const instancesOf = (slot: number) => instancesBySlot.get(slot) ?? [];
  const bySlot = new Map(addresses.map((address) => [address.slot, address]));
  const byBinding = new Map(addresses.map((address) => [address.binding?.instanceId, address]));
  const heartbeats = observed.heartbeats.known ? observed.heartbeats.value : new Map();
  const heartbeatOf = (slot: OccupiedSlot) => heartbeats.get(slot.instance.arn);
  const freshHeartbeatOf = (slot: OccupiedSlot) => {
    const heartbeat: Heartbeat | undefined = heartbeatOf(slot);
    return heartbeat && nowMs - heartbeat.atMs <= definition.instance.silentAfter
      ? heartbeat
      : undefined;
  };
  const inService = observed.slots.filter((slot) => isServing(slot) || isDraining(slot));
  const silent = inService.filter((slot) => !freshHeartbeatOf(slot)).length;
  return {
    definition,
    observed,
    nowMs,
    because: (reason, onBehalfOf = 'asterfleet') => ({
      nowMs,
      writer,
      reason,
      onBehalfOf,
      callsOn: (slot) => freshHeartbeatOf(slot)?.calls,
    }),
    instanceById: (id) => byId.get(id),
    instanceByOrder: (token, slot) => byOrder.get(`${token} ${slot}`),
    instancesOf,
    leftBehind: ({ number, generation }) => {
      const instance = instancesOf(number).find(
        (each) => !isDead(each) && (each.member?.generation ?? 0) <= generation,
      );
      const order = instance && observed.orders.find(({ token }) => token === instance.order);
      return order && { instance, order };
    },
    addressOf: (slot) => bySlot.get(slot),
    addressBoundTo: (instanceId) => byBinding.get(instanceId),
    heartbeatOf,
    freshHeartbeatOf,
    isBlind: !observed.heartbeats.known || (silent > 1 && silent * 2 > inService.length),
  };
}

/** What a rule that looks at all slots finds, for the many slots that ask it: found once. */
export function foundOnce<T>(find: (situation: Situation) => T): (situation: Situation) => T {
  const found = new WeakMap<Situation, { readonly value: T }>();
  return (situation) => {
    const known = found.get(situation) ?? { value: find(situation) };
    found.set(situation, known);
    return known.value;
  };
}

function orderKey({ order, member }: CloudInstance): string {
  return `${order} ${member?.slot}`;
}
