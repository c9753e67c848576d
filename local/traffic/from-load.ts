import type { LoadSample } from '../../shared/domain/load.ts';
import { localDateOf } from '../../shared/domain/local-clock.ts';
import { type Bin, type Traffic, TrafficError } from './read-traffic.ts';

const MINUTE_MS = 60_000;
/** A tick or two that were missed are no silence. */
const BRIDGED_MINUTES = 10;

export interface TrafficOfLoad {
  readonly traffic: Traffic;
  /** Channels over attempts (Little): how long a call holds a channel, as it was. */
  readonly holdingMs: number;
  /** Minutes of which nothing is known, replayed as silence. */
  readonly unknownMinutes: number;
}

/** The calls of each minute, from a fleet's own load history. Throws TrafficError where nobody called. */
export function trafficOfLoad(samples: readonly LoadSample[], timeZone: string): TrafficOfLoad {
  const channels = samples.reduce((sum, sample) => sum + sample.channels, 0);
  const attempts = samples.reduce((sum, sample) => sum + sample.attemptsPerSecond, 0);
  if (attempts === 0 || channels === 0)
    throw new TrafficError('the load history: nobody called in that time');
  const bins: Bin[] = [];
  let unknownMinutes = 0;
  for (const { atMs, attemptsPerSecond } of samples) {
    // A sample tells of the minute before it.
    const fromMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
    const calls = attemptsPerSecond * 60;
    const last = bins.at(-1);
    const missing = last ? (fromMs - last.fromMs) / MINUTE_MS - 1 : 0;
    if (missing > BRIDGED_MINUTES) unknownMinutes += missing;
    else if (last)
      for (let minute = 1; minute <= missing; minute += 1)
        bins.push({ ...last, fromMs: last.fromMs + minute * MINUTE_MS });
    if (missing >= 0) bins.push({ fromMs, day: localDateOf(timeZone, fromMs), calls });
  }
  const holdingMs = (1000 * channels) / attempts;
  return { traffic: { binMs: MINUTE_MS, bins }, holdingMs, unknownMinutes };
}
