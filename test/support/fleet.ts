import { readFileSync } from 'node:fs';
import type { CloudAddress, CloudInstance } from '../../shared/domain/cloud.ts';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import type { Heartbeat } from '../../shared/domain/heartbeat.ts';
import type { LoadSample } from '../../shared/domain/load.ts';
import { NO_HISTORY } from '../../shared/domain/load-history.ts';
import { live, type SlotEvent } from '../../shared/domain/slot/life.ts';
import {
  isOccupied,
  type LaunchIntent,
  type Slot,
  type SlotInstance,
  vacantSlot,
} from '../../shared/domain/slot/slot.ts';
import { NOTHING_STANDS } from '../../shared/domain/standing/standing.ts';
import { known, type Observed } from '../../shared/planner/observed.ts';

const FLEET_FILE = 'fleets/in-ngn.yml';
export const FLEET_TEXT = readFileSync(new URL(`../../${FLEET_FILE}`, import.meta.url), 'utf8');

/** The same fleet behind two softswitch nodes that acknowledge. */
export const NODES_TEXT = FLEET_TEXT.replace(
  '  transport: udp\n',
  `  transport: udp
  nodes:
    - { name: sbc-1, principal: role/sbc-1 }
    - { name: sbc-2, principal: user/sbc-2 }
`,
);

/** Wednesday 2026-11-18, 12:00 in New York: the middle of the peak. */
export const PEAK_MS = Date.parse('2026-11-18T17:00:00Z');
/** The night before: 03:00 in New York. */
export const NIGHT_MS = Date.parse('2026-11-18T08:00:00Z');

export function definition(change: Partial<FleetDefinition> = {}): FleetDefinition {
  return { ...parseDefinition(FLEET_TEXT, FLEET_FILE), ...change };
}

const PLACEMENT = {
  zone: 'us-east-1a',
  subnetId: 'subnet-a',
  instanceType: 'c7g.large',
  template: 'asterfleet-test-in-ngn',
  templateVersion: '1',
  planned: 80,
  limit: 110,
};

export function instanceOf(number: number, launchedAtMs: number): SlotInstance {
  const id = `i-${number}`;
  return { id, arn: arnOf(id), launchedAtMs, placement: PLACEMENT };
}

export function arnOf(id: string): string {
  return `arn:aws:ec2:us-east-1:123456789012:instance/${id}`;
}

function ipOf(number: number): string {
  return `198.51.100.${number}`;
}

/** A slot that lived through these events, all of them at one time. */
export function slotAfter(number: number, atMs: number, ...events: readonly SlotEvent[]): Slot {
  const because = { nowMs: atMs, reason: 'a test', onBehalfOf: 'a test', writer: 'a test' };
  const vacant: Slot = vacantSlot('in-ngn', number, 0, because);
  return events.reduce<Slot>((slot, event) => live(slot, event, because), vacant);
}

export function intentOf(number: number, orderedAtMs: number): LaunchIntent {
  return { token: `token-${number}`, placement: PLACEMENT, orderedAtMs };
}

export function launching(number: number, atMs: number): Slot {
  return slotAfter(number, atMs, { kind: 'claimed', intent: intentOf(number, atMs) });
}

export function booting(number: number, atMs: number): Slot {
  const because = { nowMs: atMs, reason: 'a test', onBehalfOf: 'a test', writer: 'a test' };
  const instance = instanceOf(number, atMs);
  return live(launching(number, atMs), { kind: 'launched', instance }, because);
}

export function serving(number: number, atMs: number): Slot {
  const address = { allocationId: `eipalloc-${number}`, ip: ipOf(number) };
  return after(booting(number, atMs), atMs, { kind: 'became-ready', address });
}

export function draining(number: number, atMs: number, toldAtMs?: number): Slot {
  const slot = after(serving(number, atMs), atMs, { kind: 'drain-began' });
  if (toldAtMs === undefined) return slot;
  return after(slot, atMs, { kind: 'withdrawn', revision: 1, toldAtMs });
}

export function stopping(number: number, atMs: number): Slot {
  return after(draining(number, atMs, atMs), atMs, { kind: 'proved-empty' });
}

export function after(slot: Slot, atMs: number, event: SlotEvent): Slot {
  return live(slot, event, {
    nowMs: atMs,
    reason: 'a test',
    onBehalfOf: 'a test',
    writer: 'a test',
  });
}

export function cloudInstance(slot: Slot, change: Partial<CloudInstance> = {}): CloudInstance {
  const id = isOccupied(slot) ? slot.instance.id : `i-${slot.number}`;
  return {
    id,
    arn: arnOf(id),
    state: 'running',
    zone: PLACEMENT.zone,
    instanceType: PLACEMENT.instanceType,
    subnetId: PLACEMENT.subnetId,
    launchedAtMs: slot.sinceMs,
    templateVersion: '1',
    launchIndex: 0,
    order: `token-${slot.number}`,
    member: { slot: slot.number, generation: slot.generation },
    directive: 'serve',
    ...change,
  };
}

export function addressOf(number: number, instanceId?: string): CloudAddress {
  const address = { allocationId: `eipalloc-${number}`, ip: ipOf(number), slot: number };
  if (!instanceId) return address;
  return { ...address, binding: { associationId: `eipassoc-${number}`, instanceId } };
}

export function heartbeat(id: string, atMs: number, change: Partial<Heartbeat> = {}): Heartbeat {
  return {
    instanceArn: arnOf(id),
    bootId: `boot of ${id}`,
    sequence: 1,
    atMs,
    ready: true,
    reasons: [],
    directive: 'serve',
    channels: 40,
    calls: 40,
    callAttempts: 2,
    callAttemptsLastMinute: 13,
    callsOlderThanTenMinutes: 1,
    logicRoundTripMs: 25,
    ...change,
  };
}

/** A world in which every instance of the slots runs well, with its address and a fresh heartbeat. */
export function wellObserved(
  slots: readonly Slot[],
  nowMs: number,
  change: Partial<Observed> = {},
): Observed {
  const occupied = slots.filter(isOccupied);
  const length = Math.max(5, ...slots.map(({ number }) => number));
  const numbers = Array.from({ length }, (_, index) => index + 1);
  const held = new Map(occupied.map(({ number, instance }) => [number, instance.id]));
  const holder = (number: number) => held.get(number);
  const heartbeats = occupied.map(({ instance }) => heartbeat(instance.id, nowMs));
  return {
    slots,
    orders: [],
    refused: [],
    history: NO_HISTORY,
    samples: quietSamples(nowMs, 40),
    published: undefined,
    shares: new Map(),
    acknowledgements: [],
    instances: known(occupied.map((slot) => cloudInstance(slot))),
    addresses: known(numbers.map((number) => addressOf(number, holder(number)))),
    heartbeats: known(new Map(heartbeats.map((each) => [each.instanceArn, each]))),
    impaired: new Set(),
    standing: NOTHING_STANDS,
    ...change,
  };
}

export function quietSamples(nowMs: number, channels: number): LoadSample[] {
  return Array.from({ length: 15 }, (_, index) => ({
    atMs: nowMs - (15 - index) * 60_000,
    channels,
    attemptsPerSecond: channels / 180,
  }));
}
