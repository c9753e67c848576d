import type { CloudInstance } from '../../domain/cloud.ts';
import type { Heartbeat } from '../../domain/heartbeat.ts';
import { isBusy } from '../../domain/slot/evidence.ts';
import { live } from '../../domain/slot/life.ts';
import type { BootingSlot } from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';
import { bindingOf } from './binding.ts';
import { type Care, change, keep } from './care.ts';
import { presenceOf } from './presence.ts';

/** Binds the address once the instance runs, and waits for its first ready heartbeat. */
export function careForBooting(situation: Situation, slot: BootingSlot): Care {
  const presence = presenceOf(situation, slot);
  if (presence.is === 'dead')
    return change(situation, slot, { kind: 'instance-lost' }, presence.why);
  const failed = whyFailed(situation, slot);
  if (failed) return change(situation, slot, { kind: 'boot-failed' }, failed);
  if (presence.is === 'unknown') return keep(slot);
  return towardService(situation, slot, presence.instance);
}

function towardService(situation: Situation, slot: BootingSlot, instance: CloudInstance): Care {
  if (instance.state !== 'running') return keep(slot);
  const binding = bindingOf(situation, slot);
  if (binding.is !== 'bound') return binding.care;
  const heartbeat = situation.heartbeatOf(slot);
  if (!heartbeat?.ready) return keep(slot);
  const isFresh = situation.freshHeartbeatOf(slot) !== undefined;
  if (!isFresh && !isLate(situation, slot)) return keep(slot);
  const { allocationId, ip } = binding.address;
  const bootMinutes = Math.round((situation.nowMs - slot.instance.launchedAtMs) / 60_000);
  const event = { kind: 'became-ready', address: { allocationId, ip } } as const;
  const reason = `ready ${bootMinutes} minutes after its launch, at ${ip}`;
  if (isFresh) return change(situation, slot, event, reason);
  // It takes calls since it said that it is ready, and how many nobody knows: it is no capacity and keeps them.
  const ready = live(slot, event, situation.because(reason));
  return change(situation, ready, { kind: 'drain-began' }, 'ready once, and silent since');
}

function isLate({ definition, nowMs }: Situation, { instance }: BootingSlot): boolean {
  return nowMs - instance.launchedAtMs > definition.instance.bootDeadline;
}

/** It takes no call before it has said that it is ready; one that says it is busy is left alone all the same. */
function whyFailed(situation: Situation, slot: BootingSlot): string | undefined {
  const { observed, nowMs } = situation;
  const ageMs = nowMs - slot.instance.launchedAtMs;
  if (!observed.heartbeats.known || !observed.addresses.known || situation.isBlind)
    return undefined;
  if (!isLate(situation, slot)) return undefined;
  const heartbeat = situation.heartbeatOf(slot);
  const isBound = situation.addressOf(slot.number)?.binding?.instanceId === slot.instance.id;
  if (heartbeat && (isBusy(heartbeat) || (heartbeat.ready && isBound))) return undefined;
  const lacks = isBound ? whatItLacks(heartbeat) : 'its address is not bound';
  return `not in service ${Math.round(ageMs / 60_000)} minutes after its launch: ${lacks}`;
}

function whatItLacks(heartbeat: Heartbeat | undefined): string {
  return heartbeat ? heartbeat.reasons.join(', ') || 'it is ready' : 'it does not report';
}
