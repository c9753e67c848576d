import { strict as assert } from 'node:assert';
import type {
  DrainingSlot,
  EmptyEvidence,
  Flag,
  LaunchIntent,
  OccupiedSlot,
  ServingSlot,
  Slot,
  SlotAddress,
  SlotChange,
  SlotInstance,
} from './slot.ts';

/** What can happen to a slot. Each kind is allowed in the states that its case below asserts. */
export type SlotEvent = LifeEvent | ServiceEvent | DrainEvent | OrderEvent;

/** By a person, in any state but where the calls are ended: that needs an instance. */
type OrderEvent =
  | { readonly kind: 'held'; readonly atOnce: boolean }
  | { readonly kind: 'released' }
  | { readonly kind: 'calls-cut-by-person' };

type LifeEvent =
  | { readonly kind: 'claimed'; readonly intent: LaunchIntent }
  | { readonly kind: 'launched'; readonly instance: SlotInstance }
  | { readonly kind: 'launch-refused' }
  | { readonly kind: 'became-ready'; readonly address: SlotAddress }
  | { readonly kind: 'boot-failed' }
  | { readonly kind: 'instance-lost' }
  | { readonly kind: 'instance-gone' }
  | { readonly kind: 'rested' };

/** While serving or draining. */
type ServiceEvent =
  | { readonly kind: 'drain-began' }
  | { readonly kind: 'flag-raised'; readonly flag: Flag }
  | { readonly kind: 'flag-lowered'; readonly flag: Flag };

/** While draining. */
type DrainEvent =
  | { readonly kind: 'withdrawn'; readonly revision: number; readonly toldAtMs: number }
  | { readonly kind: 'reading'; readonly evidence: EmptyEvidence | undefined }
  | { readonly kind: 'drain-taken-back' }
  | { readonly kind: 'proved-empty' }
  | { readonly kind: 'calls-cut-by-policy' };

export interface Because {
  readonly nowMs: number;
  readonly reason: string;
  readonly onBehalfOf: string;
  /** Unique to one run of a function. */
  readonly writer: string;
  /** Calls in progress on a slot's instance, where that is known. */
  readonly callsOn?: (slot: OccupiedSlot) => number | undefined;
}

/**
 * The slot after the event, with the change appended to what is untold. An event that its state
 * does not allow is a programmer's error.
 */
export function live(slot: Slot, event: SlotEvent, because: Because): Slot {
  const after = step(slot, event, because);
  const version = slot.version + 1;
  const stamped = { ...after, version, writer: because.writer };
  if (!isTold(event)) return stamped;
  const { nowMs: atMs, reason, onBehalfOf } = because;
  const { kind } = event;
  const flag = 'flag' in event ? { flag: event.flag } : {};
  const calls = callsLeft(slot, stamped, because);
  const change = changeOf(slot, stamped, { kind, atMs, reason, onBehalfOf, ...flag, ...calls });
  const entered = slot.state === after.state ? {} : { sinceMs: atMs, reason, onBehalfOf };
  return { ...stamped, ...entered, untold: [...slot.untold, change] };
}

function step(slot: Slot, event: SlotEvent, because: Because): Slot {
  const { nowMs } = because;
  switch (event.kind) {
    case 'held':
    case 'released':
    case 'calls-cut-by-person':
      return ordered(slot, event, because);
    case 'claimed':
      assert(slot.state === 'vacant', illegal(slot, event));
      return {
        ...bare(slot),
        state: 'launching',
        generation: slot.generation + 1,
        intent: event.intent,
      };
    case 'launched':
      // Vacant: the order was given up, and its instance came all the same.
      assert(slot.state === 'launching' || slot.state === 'vacant', illegal(slot, event));
      return { ...bare(slot), state: 'booting', instance: event.instance };
    case 'launch-refused':
      assert(slot.state === 'launching', illegal(slot, event));
      return { ...bare(slot), state: 'vacant' };
    case 'became-ready':
      assert(slot.state === 'booting', illegal(slot, event));
      return {
        ...booted(slot, true, nowMs),
        state: 'serving',
        instance: slot.instance,
        address: event.address,
        flags: {},
      };
    case 'boot-failed':
      assert(slot.state === 'booting', illegal(slot, event));
      return stop(slot, booted(slot, false, nowMs), false);
    case 'instance-lost':
      assert('instance' in slot && slot.state !== 'stopping', illegal(slot, event));
      return lost(slot, nowMs);
    case 'instance-gone':
      assert(slot.state === 'stopping', illegal(slot, event));
      return { ...bare(slot), state: 'resting' };
    case 'rested':
      assert(slot.state === 'resting', illegal(slot, event));
      return { ...bare(slot), state: 'vacant' };
    default:
      return inService(slot, event, nowMs);
  }
}

function ordered(slot: Slot, event: OrderEvent, { nowMs, reason, onBehalfOf }: Because): Slot {
  switch (event.kind) {
    case 'held':
      return { ...slot, hold: { sinceMs: nowMs, reason, onBehalfOf, atOnce: event.atOnce } };
    case 'released': {
      const { hold: _, ...free } = slot;
      return free;
    }
    case 'calls-cut-by-person':
      assert('instance' in slot, illegal(slot, event));
      return stop(slot, bare(slot), true);
  }
}

function inService(slot: Slot, event: ServiceEvent | DrainEvent, nowMs: number): Slot {
  assert(slot.state === 'serving' || slot.state === 'draining', illegal(slot, event));
  switch (event.kind) {
    case 'flag-raised':
      return { ...slot, flags: { ...slot.flags, [event.flag]: { sinceMs: nowMs } } };
    case 'flag-lowered': {
      const { [event.flag]: _, ...flags } = slot.flags;
      return { ...slot, flags };
    }
    case 'drain-began':
      assert(slot.state === 'serving', illegal(slot, event));
      return { ...slot, state: 'draining', drain: { startedAtMs: nowMs } };
    default:
      assert(slot.state === 'draining', illegal(slot, event));
      return whileDraining(slot, event);
  }
}

function whileDraining(slot: DrainingSlot, event: DrainEvent): Slot {
  const { drain, ...rest } = slot;
  switch (event.kind) {
    case 'withdrawn': {
      const { revision, toldAtMs } = event;
      return { ...slot, drain: { ...drain, withdrawn: { revision, toldAtMs } } };
    }
    case 'reading': {
      const { evidence: _, ...unproved } = drain;
      return {
        ...slot,
        drain: event.evidence ? { ...unproved, evidence: event.evidence } : unproved,
      };
    }
    case 'drain-taken-back':
      return { ...rest, state: 'serving', flags: withoutOverdue(slot.flags) } as ServingSlot;
    case 'proved-empty':
      return stop(slot, bare(slot), false);
    case 'calls-cut-by-policy':
      return stop(slot, bare(slot), true);
  }
}

function lost(slot: OccupiedSlot, nowMs: number): Slot {
  return stop(slot, slot.state === 'booting' ? booted(slot, false, nowMs) : bare(slot), false);
}

function stop({ instance }: OccupiedSlot, base: Bare, endsCalls: boolean): Slot {
  return { ...base, state: 'stopping', instance, endsCalls };
}

type Bare = ReturnType<typeof bare>;

/** What every state has, without what belongs to one. */
function bare(slot: Slot) {
  const { fleet, number, generation, version, writer, sinceMs, reason, onBehalfOf } = slot;
  const base = { fleet, number, generation, version, writer, sinceMs, reason, onBehalfOf };
  const { untold, lastBoot, hold } = slot;
  return { ...base, untold, ...(lastBoot && { lastBoot }), ...(hold && { hold }) };
}

function booted(slot: OccupiedSlot, ready: boolean, atMs: number) {
  const { templateVersion } = slot.instance.placement;
  const failuresInARow = ready ? 0 : (slot.lastBoot?.failuresInARow ?? 0) + 1;
  const took = ready ? { tookMs: atMs - slot.instance.launchedAtMs } : {};
  return { ...bare(slot), lastBoot: { ready, atMs, templateVersion, ...took, failuresInARow } };
}

function withoutOverdue({ overdue: _, ...flags }: DrainingSlot['flags']) {
  return flags;
}

/** Bookkeeping within a drain is not a change of state. */
function isTold(event: SlotEvent): boolean {
  return event.kind !== 'withdrawn' && event.kind !== 'reading';
}

/** Of every retirement the history says how many calls there were when it began, and when it stopped. */
function callsLeft(before: Slot, after: Slot, { callsOn }: Because): { readonly calls?: number } {
  const wasInService = before.state === 'serving' || before.state === 'draining';
  if (!wasInService || before.state === after.state) return {};
  const calls = callsOn?.(before);
  return calls === undefined ? {} : { calls };
}

type What = Pick<SlotChange, 'kind' | 'atMs' | 'reason' | 'onBehalfOf' | 'flag' | 'calls'>;

function changeOf(before: Slot, after: Slot, what: What): SlotChange {
  const { fleet, number, generation, version, state: to } = after;
  const held = 'instance' in after ? after : before;
  return {
    fleet,
    slot: number,
    generation,
    version,
    from: before.state,
    to,
    ...what,
    ...('instance' in held && { instanceId: held.instance.id }),
  };
}

function illegal(slot: Slot, event: SlotEvent): string {
  return `slot ${slot.number}: ${event.kind} while ${slot.state}`;
}
