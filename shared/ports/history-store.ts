import type { FleetChange } from '../domain/fleet-change.ts';
import type { LoadSample } from '../domain/load.ts';
import type { LoadHistory } from '../domain/load-history.ts';
import type { SlotChange } from '../domain/slot/slot.ts';

/** What was: changes of state, and the load. */
export interface HistoryStore {
  /** All of them, or it throws; writing the same change again changes nothing. */
  addChanges(changes: readonly SlotChange[]): Promise<void>;
  /** Writing the same change again changes nothing. */
  addFleetChange(change: FleetChange): Promise<void>;
  /** Changes of the fleet as a whole in `[fromMs, toMs)`, oldest first. */
  readFleetChanges(fleet: string, fromMs: number, toMs: number): Promise<readonly FleetChange[]>;
  /** Changes of slots in `[fromMs, toMs)`, oldest first. */
  readChanges(fleet: string, fromMs: number, toMs: number): Promise<readonly SlotChange[]>;
  /** One sample for each minute, in bins of five; a second sample of a minute replaces the first. */
  addLoad(fleet: string, sample: LoadSample): Promise<void>;
  /**
   * The local days before now, at most nine weeks of them, and today as far as it has come. `recent`: all
   * samples of the last twenty minutes, where the caller has them, so that they need not be read.
   */
  readHistory(
    fleet: string,
    timeZone: string,
    nowMs: number,
    recent?: readonly LoadSample[],
  ): Promise<LoadHistory>;
  /** Samples in `[fromMs, toMs)`, oldest first, to the minute. */
  readLoad(fleet: string, fromMs: number, toMs: number): Promise<readonly LoadSample[]>;
}
