import type { Slot } from '../../../domain/slot/slot.ts';
import type { Saved } from '../../../ports/fleet-store.ts';
import { KEY } from './keys.ts';
import { atVersion, type FleetTable } from './table.ts';

export async function saveSlot(
  table: FleetTable,
  slot: Slot,
  expectedVersion: number | undefined,
): Promise<Saved> {
  const sk = KEY.slot(slot.number);
  if (await table.put(slot.fleet, sk, slot, atVersion(expectedVersion))) return { saved: true };
  const current = (await table.get(slot.fleet, sk)) as Slot | undefined;
  // The write may be one's own, whose answer was lost and which the SDK tried again.
  const isOwn = current?.version === slot.version && current.writer === slot.writer;
  return isOwn ? { saved: true } : { saved: false, current };
}
