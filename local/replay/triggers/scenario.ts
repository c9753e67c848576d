import { Temporal } from 'temporal-polyfill';
import type { Window } from '../../traffic/window.ts';

/** What happens on each replayed day besides the calls of the file; times are minutes of the local day. */
export interface Scenario {
  readonly surges: readonly SurgeOption[];
  readonly emergencies: readonly EmergencyOption[];
  /** Whether CloudWatch's alarm reaches the function. */
  readonly hasAlarms: boolean;
}

/** Arrivals are multiplied from one time to the other, and no schedule knows of it. */
export interface SurgeOption {
  readonly factor: number;
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Somebody calls emergency-scale-out. */
export interface EmergencyOption {
  readonly instances: number;
  readonly atMinute: number;
  readonly minutes: number;
}

/** That minute of every local day, as far as it lies in the window. */
export function onEachDay(minuteOfDay: number, timeZone: string, window: Window): number[] {
  const time = Temporal.PlainTime.from({
    hour: Math.floor(minuteOfDay / 60),
    minute: minuteOfDay % 60,
  });
  return daysOf(timeZone, window)
    .map((day) => day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds)
    .filter((atMs) => atMs >= window.fromMs && atMs < window.toMs);
}

/** The surge's stretches within the window. */
export function stretchesOf(surge: SurgeOption, timeZone: string, window: Window): Window[] {
  return onEachDay(surge.fromMinute, timeZone, window).map((fromMs) => {
    const [toMs = window.toMs] = onEachDay(surge.toMinute, timeZone, {
      fromMs,
      toMs: window.toMs,
    });
    return { fromMs, toMs };
  });
}

function daysOf(timeZone: string, { fromMs, toMs }: Window): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = [];
  const dayOf = (atMs: number) =>
    Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
  const last = dayOf(toMs);
  for (
    let day = dayOf(fromMs);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  )
    days.push(day);
  return days;
}
