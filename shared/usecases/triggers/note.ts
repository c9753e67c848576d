import type { FleetChange } from '../../domain/fleet-change.ts';
import { incomplete } from '../../domain/operating-error.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

/** Writes the history last: what was ordered is done even where nothing can be recorded of it. */
export async function note(
  history: HistoryStore,
  changes: readonly FleetChange[],
): Promise<readonly Error[]> {
  try {
    for (const change of changes) await history.addFleetChange(change);
    return [];
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    return [new Error(`noting it in the history: ${detail}`, { cause })];
  }
}

/** For callers that nobody waits for: Lambda delivers the event again. */
export function failIfIncomplete(errors: readonly Error[]): void {
  if (errors.length === 0) return;
  throw incomplete(errors);
}
