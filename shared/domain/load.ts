/** The fleet's load as one tick saw it. */
export interface LoadSample {
  readonly atMs: number;
  /** Channels in use, over all instances that may carry calls. */
  readonly channels: number;
  /** Call attempts per second over the last minute. */
  readonly attemptsPerSecond: number;
}

/**
 * What is known of the present load. `most` is there while a few of many instances do not report: then `sample`
 * is an estimate, as if they were like the others, and the load is at most `most`. Nothing is given up but on that.
 */
export type PresentLoad =
  | { readonly known: true; readonly sample: LoadSample; readonly most?: LoadSample | undefined }
  | { readonly known: false; readonly because: string };

/** One for each minute, the newest: runs that come between ticks add no weight. */
export function withSample(samples: readonly LoadSample[], sample: LoadSample): LoadSample[] {
  const minuteOf = ({ atMs }: LoadSample) => Math.floor(atMs / 60_000);
  return [...samples.filter((each) => minuteOf(each) !== minuteOf(sample)), sample];
}

export const LOAD_BIN_MS = 300_000;

/** Five minutes of history hold the sample of each minute, so that a repeated tick changes nothing. */
export function loadBin(atMs: number): { readonly binStartMs: number; readonly minute: number } {
  const binStartMs = Math.floor(atMs / LOAD_BIN_MS) * LOAD_BIN_MS;
  return { binStartMs, minute: Math.floor((atMs - binStartMs) / 60_000) };
}

export const DAY_MINUTES = 1_440;
