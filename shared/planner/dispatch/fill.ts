/** How many channels a slot is to be filled with before others get any. */
export interface Room {
  readonly slot: number;
  readonly channels: number;
}

/**
 * Channels for each slot: each tier is filled before the next one gets any, its slots alike by
 * their room; what no tier has room for goes to all alike.
 */
export function fill(load: number, tiers: readonly (readonly Room[])[]): Map<number, number> {
  const filled = new Map<number, number>();
  let left = load;
  for (const tier of tiers) {
    const room = roomOf(tier);
    const part = room > 0 ? Math.min(1, left / room) : 0;
    for (const { slot, channels } of tier) filled.set(slot, channels * part);
    left -= room * part;
  }
  const all = tiers.flat();
  const spill = left / Math.max(1, roomOf(all));
  for (const { slot, channels } of all)
    filled.set(slot, (filled.get(slot) ?? 0) + channels * spill);
  return filled;
}

export function roomOf(rooms: readonly Room[]): number {
  return rooms.reduce((sum, { channels }) => sum + channels, 0);
}
