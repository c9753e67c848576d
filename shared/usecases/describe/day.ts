import { projectedChannels } from '../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { localDayOf } from '../../domain/local-clock.ts';
import { iso } from '../../domain/time.ts';
import { expectedLater } from '../../planner/demand/forecast/from-forecast.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

const STEP_MS = 5 * 60_000;

/**
 * What the local day was to be, as it was known when the day began: projected channels every five minutes, by
 * the fleet's own past where that is believed, else by the schedule; and what the fleet can be at most.
 */
export async function dayOf(
  definition: FleetDefinition,
  history: Pick<HistoryStore, 'readHistory'>,
  nowMs: number,
) {
  const { fleet, timeZone, slots, minimum, channels } = definition;
  const { fromMs, toMs } = localDayOf(timeZone, nowMs);
  const { days } = await history.readHistory(fleet, timeZone, nowMs);
  const expected = expectedLater(definition, { days, today: undefined }, fromMs);
  const projectedAt = expected ?? ((atMs: number) => projectedChannels(definition, atMs));
  const projected = Array.from({ length: Math.ceil((toMs - fromMs) / STEP_MS) }, (_, step) => {
    const atMs = fromMs + step * STEP_MS;
    return { at: iso(atMs), channels: Math.round(projectedAt(atMs)) };
  });
  return {
    timeZone,
    from: iso(fromMs),
    to: iso(toMs),
    slots,
    minimum,
    channels,
    projectedBy: expected ? ('forecast' as const) : ('schedule' as const),
    projected,
  };
}
