import { inputInvalid } from '../../domain/input-invalid.ts';
import { iso } from '../../domain/time.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

export interface HistoryRange {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Of one slot only. */
  readonly slot?: number | undefined;
}

const DAY_MS = 24 * 3_600_000;
/** For so long it is kept; each day of load is a query of its own. */
const DAYS_MAX = 400;
/** An answer of Lambda holds six megabytes. */
const LINES_MAX = 5_000;

/** Who changed what, when and why: slots and the fleet as a whole, oldest first; the last day unless said. */
export async function historyOf(
  history: HistoryStore,
  fleet: string,
  range: HistoryRange,
  nowMs: number,
) {
  const { fromMs, toMs } = spanOf(range, nowMs);
  const [slots, fleetChanges] = await Promise.all([
    history.readChanges(fleet, fromMs, toMs),
    history.readFleetChanges(fleet, fromMs, toMs),
  ]);
  const ofSlots = slots.filter(({ slot }) => range.slot === undefined || slot === range.slot);
  const ofFleet = range.slot === undefined ? fleetChanges : [];
  const all = [...ofSlots, ...ofFleet].toSorted((a, b) => a.atMs - b.atMs);
  const changes = all.slice(-LINES_MAX).map(({ atMs, fleet: _, ...change }) => ({
    at: iso(atMs),
    ...change,
  }));
  return { from: iso(fromMs), to: iso(toMs), changes, leftOut: all.length - changes.length };
}

/** The load to the minute, oldest first; the last day unless said. */
export async function loadOf(
  history: HistoryStore,
  fleet: string,
  range: HistoryRange,
  nowMs: number,
) {
  const { fromMs, toMs } = spanOf(range, nowMs);
  const all = await history.readLoad(fleet, fromMs, toMs);
  const samples = all.slice(-LINES_MAX).map(({ atMs, ...load }) => ({ at: iso(atMs), ...load }));
  return { from: iso(fromMs), to: iso(toMs), samples, leftOut: all.length - samples.length };
}

function spanOf({ fromMs, toMs }: HistoryRange, nowMs: number) {
  const to = toMs ?? nowMs + 1;
  const from = fromMs ?? to - DAY_MS;
  if (to - from > DAYS_MAX * DAY_MS)
    throw inputInvalid(`from: expected at most ${DAYS_MAX} days before the end`, iso(from));
  return { fromMs: from, toMs: to };
}
