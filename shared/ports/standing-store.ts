import type { Override } from '../domain/standing/override.ts';
import type {
  Ending,
  Freeze,
  InstanceWarning,
  Preflight,
  Replacement,
} from '../domain/standing/standing.ts';
import type { AlarmState, Surge } from '../domain/standing/surge.ts';

/** What stands for a fleet; it is read with the fleet's state. Each write is one write of one item. */
export interface StandingStore {
  /**
   * The override that stands under the id: this one, or the one that was there before. With
   * `mayRenew` one that has ended makes room, since its id is only what it says.
   */
  placeOverride(fleet: string, override: Override, mayRenew: boolean): Promise<Override>;
  /** False when there is none under the id, or it was cancelled before. */
  cancelOverride(fleet: string, id: string, by: Ending): Promise<boolean>;
  /** False when a newer state of the alarm stands. */
  saveAlarm(fleet: string, alarm: AlarmState): Promise<boolean>;
  saveSurge(fleet: string, surge: Surge): Promise<void>;
  saveFreeze(fleet: string, freeze: Freeze): Promise<void>;
  saveReplacement(fleet: string, replacement: Replacement): Promise<void>;
  /** Nothing happens when another replacement was asked for meanwhile. */
  endReplacement(fleet: string, requestedAtMs: number, by: Ending): Promise<void>;
  saveWarning(fleet: string, warning: InstanceWarning, nowMs: number): Promise<void>;
  savePreflight(fleet: string, preflight: Preflight): Promise<void>;
}
