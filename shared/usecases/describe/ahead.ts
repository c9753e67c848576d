import { clockFace } from '../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { iso } from '../../domain/time.ts';
import { outlook } from '../../planner/outlook.ts';
import type { FleetState } from '../../ports/fleet-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

interface Ahead {
  readonly nowMs: number;
  /** Now, unless it is a later time that is asked about. */
  readonly fromMs?: number;
  readonly toMs: number;
}

/** What will be wanted from when on, as far as it is known. */
export async function stepsAhead(
  definition: FleetDefinition,
  { slots, standing }: Pick<FleetState, 'slots' | 'standing'>,
  history: Pick<HistoryStore, 'readHistory'>,
  { nowMs, fromMs = nowMs, toMs }: Ahead,
) {
  const { fleet, timeZone } = definition;
  const known = {
    standing,
    history: await history.readHistory(fleet, timeZone, nowMs),
    nowMs,
    boots: slots.flatMap(({ lastBoot }) => lastBoot?.tookMs ?? []),
  };
  return outlook(definition, known, fromMs, toMs).map(({ atMs, ...step }) => ({
    at: iso(atMs),
    local: clockFace(timeZone, atMs),
    ...step,
  }));
}
