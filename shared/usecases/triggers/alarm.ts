import { inputInvalid } from '../../domain/input-invalid.ts';
import type { AlarmState } from '../../domain/standing/surge.ts';
import { iso } from '../../domain/time.ts';
import { type Fleets, fleetNamed } from '../fleets.ts';
import { reconcileOrReport } from '../reconcile/reconcile-all.ts';
import type { Run } from '../reconcile/reconcile-fleet.ts';
import type { Reconciliation } from '../reconcile/report.ts';
import { failIfIncomplete, note } from './note.ts';

/** What an alarm said, whatever form it came in. */
export interface AlarmChange extends AlarmState {
  /** From the alarm's dimensions. */
  readonly fleet: string | undefined;
  readonly because: string;
  /** Its actions are muted: it is noted, and nothing is done. */
  readonly isMuted: boolean;
}

export interface AlarmOutcome {
  readonly alarm: string;
  /** `stale`: a newer state of the alarm, or this one, is known. */
  readonly noted: 'new' | 'stale' | 'muted';
  readonly reconciliation?: Reconciliation;
}

/** Source: Signature Version 4, the clock difference that AWS allows a caller. */
const AHEAD_MAX_MS = 15 * 60_000;

/**
 * Notes the alarm's state and wakes the loop, which looks at the load itself. May come twice, late
 * or out of order: only a newer state is noted, so that one of the far future would be the last for ever.
 * Throws `input-invalid`.
 */
export async function recordAlarm(
  fleets: Fleets,
  change: AlarmChange,
  run: Run,
): Promise<AlarmOutcome> {
  const definition = fleetNamed(fleets, change.fleet);
  const { name: alarm, isMuted } = change;
  if (change.atMs > run.ports.clock.now() + AHEAD_MAX_MS)
    throw inputInvalid('the alarm’s time: expected none of the future', iso(change.atMs));
  if (isMuted) return { alarm, noted: 'muted' };
  const { fleet } = definition;
  const isNew = await run.ports.standing.saveAlarm(fleet, stateOf(change));
  // A repetition wakes too: the first may have died before it did.
  const reconciliation = await reconcileOrReport(definition, { ...run, isUrgent: true });
  const unnoted = await note(run.ports.history, [fleetChangeOf(fleet, change)]);
  failIfIncomplete([...reconciliation.errors, ...unnoted]);
  return { alarm, noted: isNew ? 'new' : 'stale', reconciliation };
}

function stateOf({ name, isHigh, atMs, utilisation }: AlarmChange): AlarmState {
  return { name, isHigh, atMs, ...(utilisation !== undefined && { utilisation }) };
}

function fleetChangeOf(fleet: string, { name, isHigh, atMs, because }: AlarmChange) {
  const what = isHigh ? 'utilisation is high' : 'utilisation is no longer high';
  return { fleet, atMs, kind: 'alarm', id: name, what, reason: because, onBehalfOf: name } as const;
}
