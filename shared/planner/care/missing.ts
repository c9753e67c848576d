import { type CloudInstance, isDead } from '../../domain/cloud.ts';
import { type Slot, type SlotInstance, vacantSlot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';

/**
 * A slot that the table does not hold: new in the definition, or lost with the table. It is made
 * again from the tags in EC2, and only when EC2 can be read; an instance that may carry calls comes
 * back as serving if it says that it is ready, else as draining, never as something to replace.
 */
export function slotFromTags(situation: Situation, number: number): Slot | undefined {
  const { definition, observed, nowMs } = situation;
  const { instances, addresses, heartbeats } = observed;
  if (!instances.known || !addresses.known || !heartbeats.known) return undefined;
  const own = situation.instancesOf(number);
  const generation = Math.max(0, ...own.map(({ member }) => member?.generation ?? 0));
  const at = { ...situation.because('found by its tags'), nowMs };
  const vacant = vacantSlot(definition.fleet, number, generation, at);
  const alive = own.filter((instance) => !isDead(instance));
  const [instance] = alive;
  if (!instance || alive.length > 1)
    return alive.length === 0 && !isHeld(situation, number) ? vacant : undefined;
  return adopt(situation, vacant, instance);
}

function isHeld(situation: Situation, number: number): boolean {
  const holder = situation.addressOf(number)?.binding?.instanceId;
  const instance = holder && situation.instanceById(holder);
  return Boolean(holder) && !(instance && isDead(instance));
}

function adopt(situation: Situation, vacant: Slot, cloudInstance: CloudInstance): Slot {
  const { nowMs } = situation;
  const instance = slotInstance(situation, cloudInstance);
  const { state: _, ...base } = vacant;
  const address = situation.addressOf(vacant.number);
  const booting: Slot = { ...base, state: 'booting', instance };
  if (!address || address.binding?.instanceId !== instance.id) return booting;
  // What never reported has never been open to calls.
  if (!situation.heartbeatOf(booting)) return booting;
  const { allocationId, ip } = address;
  const held = { ...base, instance, address: { allocationId, ip }, flags: {} };
  if (situation.freshHeartbeatOf(booting)?.ready) return { ...held, state: 'serving' };
  return { ...held, state: 'draining', drain: { startedAtMs: nowMs } };
}

function slotInstance({ definition }: Situation, instance: CloudInstance): SlotInstance {
  const { id, arn, launchedAtMs, zone, subnetId, instanceType, templateVersion } = instance;
  const type = definition.instance.types.find((candidate) => candidate.type === instanceType);
  const planned = type?.planned ?? definition.channels.planned;
  const limit = type?.limit ?? definition.channels.limit;
  const template = 'unknown';
  const placement = { zone, subnetId, instanceType, template, templateVersion, planned, limit };
  return { id, arn, launchedAtMs, placement };
}
