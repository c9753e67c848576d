import type { SlotChange } from '../../shared/domain/slot/slot.ts';
import type { LaneSpan } from './record.ts';

/** The slots' lives over the window, from the history as the table holds it. */
export function lanesOf(changes: readonly SlotChange[], fromMs: number, toMs: number): LaneSpan[] {
  const steps = changes.filter(({ from, to }) => from !== to);
  const bySlot = Map.groupBy(steps, ({ slot }) => slot);
  return [...bySlot.values()].flatMap((lane) =>
    lane.flatMap((change, index): LaneSpan[] => {
      const { slot, to: state, reason } = change;
      const beginMs = Math.max(fromMs, change.atMs);
      const endMs = Math.min(toMs, lane[index + 1]?.atMs ?? toMs);
      if (state === 'vacant' || endMs <= beginMs) return [];
      return [{ slot, state, fromMs: beginMs, toMs: endMs, reason }];
    }),
  );
}

/** The longest time from leaving the routes to being proved empty, for drains that ended so. */
export function longestDrainMs(changes: readonly SlotChange[]): number {
  const began = new Map<number, number>();
  let longestMs = 0;
  for (const { kind, slot, atMs } of changes) {
    if (kind === 'drain-began') began.set(slot, atMs);
    if (kind === 'proved-empty') longestMs = Math.max(longestMs, atMs - (began.get(slot) ?? atMs));
  }
  return longestMs;
}
