import { DAY_MINUTES, type LoadSample } from './load.ts';
import { clockOf, localClock } from './local-clock.ts';

/** One local day of a fleet's load, by the minute of its clock; NaN where nothing was seen. */
export interface LoadDay {
  /** `2026-11-23`. */
  readonly date: string;
  /** 1, Monday, to 7. */
  readonly weekday: number;
  /** In use. */
  readonly channels: Float32Array;
  readonly attemptsPerSecond: Float32Array;
}

/** What the fleet's own past says. */
export interface LoadHistory {
  /** Whole days, oldest first, at most `DAYS_KEPT`. */
  readonly days: readonly LoadDay[];
  /** The present local day, as far as it has come. */
  readonly today: LoadDay | undefined;
}

export const NO_HISTORY: LoadHistory = { days: [], today: undefined };
/** Nine weeks: eight to compare with, and one that is coming to its end. */
export const DAYS_KEPT = 63;

/** The history with one sample more; samples must come in the order of time. */
export function withLoad(history: LoadHistory, sample: LoadSample, timeZone: string): LoadHistory {
  const { date, weekday, minute } = clockOf(timeZone)(sample.atMs);
  const { days, today } = history;
  const isSameDay = today?.date === date;
  const day = isSameDay ? copyOf(today) : emptyDay(date, weekday);
  day.channels[minute] = sample.channels;
  day.attemptsPerSecond[minute] = sample.attemptsPerSecond;
  if (isSameDay || !today) return { days, today: day };
  return { days: [...days, today].slice(-DAYS_KEPT), today: day };
}

/** The same for many samples at once, oldest first. */
export function historyOfSamples(samples: Iterable<LoadSample>, timeZone: string): LoadDay[] {
  const clock = localClock(timeZone);
  const days: LoadDay[] = [];
  for (const { atMs, channels, attemptsPerSecond } of samples) {
    const { date, weekday, minute } = clock(atMs);
    if (days.at(-1)?.date !== date) days.push(emptyDay(date, weekday));
    const day = days.at(-1);
    if (!day) continue;
    day.channels[minute] = channels;
    day.attemptsPerSecond[minute] = attemptsPerSecond;
  }
  return days;
}

function emptyDay(date: string, weekday: number): LoadDay {
  const unknown = () => new Float32Array(DAY_MINUTES).fill(Number.NaN);
  return { date, weekday, channels: unknown(), attemptsPerSecond: unknown() };
}

function copyOf(day: LoadDay): LoadDay {
  const { channels, attemptsPerSecond } = day;
  return { ...day, channels: channels.slice(), attemptsPerSecond: attemptsPerSecond.slice() };
}
