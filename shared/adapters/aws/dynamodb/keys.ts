import type { FleetChange } from '../../../domain/fleet-change.ts';
import { LOAD_BIN_MS } from '../../../domain/load.ts';
import type { SlotChange } from '../../../domain/slot/slot.ts';
import { iso } from '../../../domain/time.ts';

/** One page of a query holds a thousand slots, and so does a partition: none is ever hot. */
const PARTITION_SLOTS = 1_000;

/**
 * The keys of the fleet table. All that is current about a fleet is one partition, read by one
 * query, but for the slots from 1,000 on; `ACKNOWLEDGED` and `ROUTING` sort before `SLOT`, so that they
 * are read before the slots.
 */
export const KEY = {
  fleet: (fleet: string) => `FLEET#${fleet}`,
  moreSlots: (fleet: string, thousand: number) => `FLEET#${fleet}#${thousand}`,
  slot: (number: number) => `SLOT#${String(number).padStart(5, '0')}`,
  order: (token: string) => `ORDER#${token}`,
  refused: (zone: string, instanceType: string) => `REFUSED#${zone}#${instanceType}`,
  routing: 'ROUTING',
  acknowledgement: (node: string) => `ACKNOWLEDGED#${node}`,
  conditions: 'CONDITIONS',
  tick: 'TICK',
  override: (id: string) => `OVERRIDE#${id}`,
  alarm: (name: string) => `ALARM#${name}`,
  warning: (instanceId: string) => `WARNING#${instanceId}`,
  surge: 'SURGE',
  freeze: 'FREEZE',
  replacement: 'REPLACEMENT',
  preflight: 'PREFLIGHT',
  /** A month of history is one partition. */
  history: (fleet: string, month: string) => `HISTORY#${fleet}#${month}`,
  change: ({ atMs, slot, version }: SlotChange) =>
    `${iso(atMs)}#${String(slot).padStart(5, '0')}#${String(version).padStart(9, '0')}`,
  fleetChange: ({ atMs, kind, id }: FleetChange) => `${iso(atMs)}#FLEET#${kind}#${id}`,
  /** A day (UTC) of load is one partition. */
  load: (fleet: string, day: string) => `LOAD#${fleet}#${day}`,
  /** The same once the day is over, in one item. */
  loadDays: (fleet: string) => `LOADDAYS#${fleet}`,
  bin: (binStartMs: number) => iso(binStartMs).slice(11, 16),
} as const;

export const PREFIX = {
  acknowledgement: 'ACKNOWLEDGED#',
  slot: 'SLOT#',
  order: 'ORDER#',
  refused: 'REFUSED#',
  override: 'OVERRIDE#',
  alarm: 'ALARM#',
  warning: 'WARNING#',
} as const;

/** The partition of a current item: the fleet's own, or that of the slot's thousand. */
export function partitionOf(fleet: string, sk: string): string {
  const number = sk.startsWith(PREFIX.slot) ? Number(sk.slice(PREFIX.slot.length)) : 0;
  const thousand = Math.floor(number / PARTITION_SLOTS);
  return thousand === 0 ? KEY.fleet(fleet) : KEY.moreSlots(fleet, thousand);
}

/** Those beyond the fleet's own that hold slots up to this number. */
export function morePartitions(fleet: string, slots: number): string[] {
  const thousands = Math.floor(slots / PARTITION_SLOTS);
  return Array.from({ length: thousands }, (_, index) => KEY.moreSlots(fleet, index + 1));
}

export function monthOf(atMs: number): string {
  return iso(atMs).slice(0, 7);
}

export function dayOf(atMs: number): string {
  return iso(atMs).slice(0, 10);
}

/** Every name that `nameOf` gives for the times in `[fromMs, toMs)`. */
export function span(fromMs: number, toMs: number, nameOf: (atMs: number) => string): string[] {
  const names = new Set<string>();
  for (let atMs = fromMs; atMs < toMs; atMs += LOAD_BIN_MS * 12) names.add(nameOf(atMs));
  if (toMs > fromMs) names.add(nameOf(toMs - 1));
  return [...names];
}

/** DynamoDB's own clean-up reads seconds. */
export function expiry(atMs: number, keptDays: number): number {
  return Math.floor(atMs / 1000) + keptDays * 86_400;
}
