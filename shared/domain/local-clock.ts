import { Temporal } from 'temporal-polyfill';

const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;

/** A minute of a local day. */
export interface LocalMinute {
  readonly date: string;
  /** 1, Monday, to 7. */
  readonly weekday: number;
  /** From 0 to 1,439; in a change of daylight-saving time some do not come, or come twice. */
  readonly minute: number;
}

const QUARTERS_KEPT = 64;

/** What the clock on the wall says; the calendar is asked once for each quarter of an hour. */
export function localClock(timeZone: string): (atMs: number) => LocalMinute {
  const quarters = new Map<number, LocalMinute>();
  const startOf = (quarter: number): LocalMinute => {
    const known = quarters.get(quarter);
    if (known) return known;
    const instant = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS);
    const local = instant.toZonedDateTimeISO(timeZone);
    const date = local.toPlainDate().toString();
    const start = { date, weekday: local.dayOfWeek, minute: local.hour * 60 + local.minute };
    if (quarters.size >= QUARTERS_KEPT) quarters.clear();
    quarters.set(quarter, start);
    return start;
  };
  return (atMs) => {
    const quarter = Math.floor(atMs / QUARTER_MS);
    const { date, weekday, minute } = startOf(quarter);
    return { date, weekday, minute: minute + Math.floor((atMs % QUARTER_MS) / MINUTE_MS) };
  };
}

const clocks = new Map<string, ReturnType<typeof localClock>>();

/** The clock of that time zone, which remembers what it was asked last. */
export function clockOf(timeZone: string): ReturnType<typeof localClock> {
  const clock = clocks.get(timeZone) ?? localClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

/** `2026-11-23`. */
export function localDateOf(timeZone: string, atMs: number): string {
  return clockOf(timeZone)(atMs).date;
}

/** The local day that holds the instant: 23 to 25 hours, from midnight to midnight. */
export function localDayOf(
  timeZone: string,
  atMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const instant = Temporal.Instant.fromEpochMilliseconds(atMs);
  const start = instant.toZonedDateTimeISO(timeZone).startOfDay();
  const end = start.add({ days: 1 });
  return { fromMs: start.epochMilliseconds, toMs: end.epochMilliseconds };
}
