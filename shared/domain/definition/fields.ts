import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

const MS_OF_UNIT = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(s|m|h|d)$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

export const duration = z
  .string({ error: 'a duration with its unit, such as 90s, 30m or 2h' })
  .regex(DURATION, { error: 'a duration with its unit, such as 90s, 30m or 2h' })
  .meta({ examples: ['90s', '30m', '2h'] })
  .transform(toMs);

export const milliseconds = z
  .string({ error: 'milliseconds, such as 250ms' })
  .regex(/^[1-9]\d{0,4}ms$/, { error: 'milliseconds, such as 250ms' })
  .meta({ examples: ['250ms'] })
  .transform((text) => Number.parseInt(text, 10));

/** Minutes since local midnight. */
export const timeOfDay = z
  .string({ error: "a local time of day, such as '07:30'" })
  .regex(TIME_OF_DAY, { error: "a local time of day, such as '07:30'" })
  .meta({ examples: ['07:30'] })
  .transform(toMinuteOfDay);

export const localDate = z
  .string({ error: 'a date, such as 2026-12-25' })
  .refine(isDate, { error: 'a date, such as 2026-12-25' })
  .meta({ examples: ['2026-12-25'] });

export const localDateTime = z
  .string({ error: 'a local date and time, such as 2026-12-31T18:00' })
  .refine(isDateTime, { error: 'a local date and time, such as 2026-12-31T18:00' })
  .meta({ examples: ['2026-12-31T18:00'] });

export const timeZone = z
  .string({ error: 'an IANA time zone, such as America/New_York' })
  .refine(isTimeZone, { error: 'an IANA time zone, such as America/New_York' })
  .meta({ examples: ['America/New_York'] });

export function wholeNumber(least: number) {
  return z
    .int({ error: `a whole number of at least ${least}` })
    .min(least, { error: `a whole number of at least ${least}` });
}

export function name(what: string) {
  const expected = `${what}: lower-case letters, digits and dashes`;
  return z.string({ error: expected }).regex(/^[a-z][a-z0-9-]{0,30}$/, { error: expected });
}

function toMs(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return Number(amount) * MS_OF_UNIT[unit as keyof typeof MS_OF_UNIT];
}

function toMinuteOfDay(text: string): number {
  const [, hours, minutes] = TIME_OF_DAY.exec(text) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parses(() => Temporal.PlainDate.from(text));
}

function isDateTime(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && parses(() => Temporal.PlainDateTime.from(text))
  );
}

function isTimeZone(text: string): boolean {
  return text.includes('/') && parses(() => new Intl.DateTimeFormat('en', { timeZone: text }));
}

function parses(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
