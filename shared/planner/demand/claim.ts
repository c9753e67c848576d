import type { LoadSample, PresentLoad } from '../../domain/load.ts';
import type { LoadHistory } from '../../domain/load-history.ts';
import type { Override } from '../../domain/standing/override.ts';
import type { Surge } from '../../domain/standing/surge.ts';
import type { Present } from './need.ts';

/** What one way of looking at it asks for. */
export interface Claim {
  readonly source: 'schedule' | 'forecast' | 'present load' | 'surge' | 'override' | 'minimum';
  readonly instances: number;
  readonly detail: string;
}

export interface DemandInputs {
  readonly nowMs: number;
  readonly load: PresentLoad;
  /** Earlier samples, oldest first. */
  readonly samples: readonly LoadSample[];
  /** The fleet's own past, this minute not included. */
  readonly history: LoadHistory;
  /** Instances that are there or coming; kept when the load is not known. */
  readonly present: Present;
  /** How long the last launches took until they served, milliseconds. */
  readonly boots: readonly number[];
  readonly overrides: readonly Override[];
  readonly surge: Surge | undefined;
}
