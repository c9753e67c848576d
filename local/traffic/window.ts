import { Temporal } from 'temporal-polyfill';
import { type Bin, type Traffic, TrafficError } from './read-traffic.ts';

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whole local days, from the given date or from the first in the file. */
export function windowOf(
  traffic: Traffic,
  timeZone: string,
  { from, days }: { readonly from: string | undefined; readonly days: number },
): Window {
  const first = from ? dateOf(from) : localDate(traffic.bins[0]?.fromMs ?? 0, timeZone);
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
  return { fromMs: startOf(first), toMs: startOf(first.add({ days })) };
}

/** The stretches of the window for which the file has no bins. */
export function gapsOf({ bins, binMs }: Traffic, window: Window): Window[] {
  const within = inWindow(bins, window);
  const starts = [...within.map(({ fromMs }) => fromMs), window.toMs];
  const ends = [window.fromMs, ...within.map(({ fromMs }) => fromMs + binMs)];
  return starts
    .map((toMs, index) => ({ fromMs: ends[index] ?? toMs, toMs }))
    .filter(({ fromMs, toMs }) => toMs - fromMs >= binMs);
}

export function inWindow(bins: readonly Bin[], { fromMs, toMs }: Window): Bin[] {
  return bins.filter((bin) => bin.fromMs >= fromMs && bin.fromMs < toMs);
}

function localDate(atMs: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
}

function dateOf(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    throw new TrafficError(`--from: expected a date, such as 2026-11-16, found ${text}`);
  }
}
