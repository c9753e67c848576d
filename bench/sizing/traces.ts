import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bin, parseTraffic, type Traffic } from '../../local/traffic/read-traffic.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SYNTHETIC = 'local/traffic/business-day.csv';
const SYNTHETIC_WEEKS = 6;
/** Of the shipped working day. */
const WEEKEND_SHARE = 0.3;

/** Calls as they came, in the time zone in which people made them. */
export interface Trace {
  readonly name: string;
  readonly timeZone: string;
  readonly traffic: Traffic;
}

interface Source {
  readonly file: string;
  readonly timeZone: string;
  /** Standard deviation of the Gaussian that counts too low to be scaled up are smoothed with. */
  readonly smoothedMinutes?: number;
}

const NO_CHANGES = 'Etc/UTC';
const SOURCES: Readonly<Record<string, Source>> = {
  bank2003: { file: 'bank2003_5min.csv', timeZone: 'America/New_York' },
  // Its days all have 24 hours, time changes or not.
  anon1999: { file: 'anonbank1999_6min.csv', timeZone: NO_CHANGES, smoothedMinutes: 24 },
};

/**
 * The traces that lie in that folder, weeks of the shipped day where there are none. Moved by so many days, whole
 * weeks, a change of time falls where it is wanted; a trace without such changes is left out then.
 */
export function readTraces(folder: string, movedDays = 0): Trace[] {
  const there = Object.entries(SOURCES).filter(([, { file }]) => existsSync(join(folder, file)));
  if (there.length === 0) return movedDays === 0 ? [syntheticWeeks()] : [];
  return there
    .filter(([, { timeZone }]) => movedDays === 0 || timeZone !== NO_CHANGES)
    .map(([name, { file, timeZone, smoothedMinutes }]) => {
      const read = parseTraffic(
        moved(readFileSync(join(folder, file), 'utf8'), movedDays),
        file,
        timeZone,
      );
      const traffic = smoothedMinutes === undefined ? read : smoothed(read, smoothedMinutes);
      return { name, timeZone, traffic };
    });
}

function moved(text: string, days: number): string {
  if (days === 0) return text;
  const dates = new Map<string, string>();
  return text.replaceAll(/^("?)(\d{4}-\d{2}-\d{2})/gm, (_, quote: string, date: string) => {
    const known = dates.get(date);
    const later = known ?? new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
    dates.set(date, later);
    return `${quote}${later}`;
  });
}

function syntheticWeeks(): Trace {
  const timeZone = 'America/New_York';
  const { bins, binMs } = parseTraffic(readFileSync(SYNTHETIC, 'utf8'), SYNTHETIC, timeZone);
  const first = bins[0]?.fromMs ?? 0;
  const weeks = Array.from({ length: SYNTHETIC_WEEKS * 7 }, (_, day) => {
    const share = day % 7 > 4 ? WEEKEND_SHARE : 1;
    return bins.map(({ fromMs, calls }) => {
      const movedMs = fromMs + day * DAY_MS;
      return {
        fromMs: movedMs,
        day: new Date(movedMs).toISOString().slice(0, 10),
        calls: calls * share,
      };
    });
  }).flat();
  return {
    name: `shipped day from ${new Date(first).toISOString().slice(0, 10)}`,
    timeZone,
    traffic: { binMs, bins: weeks },
  };
}

function smoothed({ bins, binMs }: Traffic, minutes: number): Traffic {
  const deviation = (minutes * MINUTE_MS) / binMs;
  const reach = Math.ceil(3 * deviation);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-((index - reach) ** 2) / (2 * deviation ** 2)),
  );
  return {
    binMs,
    bins: bins.map((bin, at) => ({ ...bin, calls: weighted(bins, at - reach, weights) })),
  };
}

function weighted(bins: readonly Bin[], from: number, weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (const [index, weight] of weights.entries()) {
    const bin = bins[from + index];
    if (!bin) continue;
    sum += weight * bin.calls;
    total += weight;
  }
  return sum / total;
}
