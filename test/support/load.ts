import { normal, randomStream } from '../../local/traffic/random.ts';
import type { LoadSample } from '../../shared/domain/load.ts';
import {
  historyOfSamples,
  type LoadDay,
  type LoadHistory,
} from '../../shared/domain/load-history.ts';
import { clockOf } from '../../shared/domain/local-clock.ts';

const MINUTE_MS = 60_000;
const HOLDING_SECONDS = 180;

/** Channels of a working day by the minute of its clock: 40 at night, 400 at noon; a third at weekends. */
export function businessLoad(minute: number, weekday: number): number {
  const rise = Math.max(0, Math.sin((Math.PI * (minute - 7 * 60)) / (12 * 60)));
  const isOpen = minute >= 7 * 60 && minute < 19 * 60;
  return (40 + (isOpen ? 360 * rise : 0)) * (weekday > 5 ? 0.3 : 1);
}

export interface Weeks {
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  /** Channels that are offered at that time; chance does the rest. */
  readonly offered?: (atMs: number, usual: number) => number;
}

/** A sample for each minute, as a fleet that carries all of its calls would see them. */
export function samplesOf({ fromMs, toMs, timeZone, offered }: Weeks): LoadSample[] {
  const random = randomStream(1, 'load of a test');
  const clock = clockOf(timeZone);
  const samples: LoadSample[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += MINUTE_MS) {
    const { minute, weekday } = clock(atMs);
    const usual = businessLoad(minute, weekday);
    const erlangs = offered?.(atMs, usual) ?? usual;
    // As wide as Poisson's.
    const around = (mean: number) =>
      Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
    samples.push({
      atMs,
      channels: around(erlangs),
      attemptsPerSecond: around((erlangs * 60) / HOLDING_SECONDS) / 60,
    });
  }
  return samples;
}

export function historyFrom(samples: readonly LoadSample[], timeZone: string): LoadHistory {
  const days = historyOfSamples(samples, timeZone);
  return { days: days.slice(0, -1), today: days.at(-1) };
}

/** What had been seen of it by that minute of one of its days. */
export function asOf(days: readonly LoadDay[], day: number, minute: number): LoadHistory {
  const whole = days[day];
  const before = befores.get(days) ?? new Map<number, readonly LoadDay[]>();
  befores.set(days, before);
  const past = before.get(day) ?? days.slice(0, day);
  before.set(day, past);
  const seen = (values: Float32Array) =>
    values.map((value, at) => (at < minute ? value : Number.NaN));
  const today = whole && {
    ...whole,
    channels: seen(whole.channels),
    attemptsPerSecond: seen(whole.attemptsPerSecond),
  };
  return { days: past, today };
}

const befores = new WeakMap<readonly LoadDay[], Map<number, readonly LoadDay[]>>();
