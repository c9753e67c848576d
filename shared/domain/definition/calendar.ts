import { Temporal } from 'temporal-polyfill';
import type { FleetDefinition, Profile } from './schema.ts';

const MINUTE_MS = 60_000;
const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export interface Projection {
  readonly channels: number;
  readonly atMs: number;
}

/**
 * Projected concurrent channels at one instant: the profile of its local day (a holiday's before
 * its weekday's) times the factors of the dated events under way. Right through both changes of
 * daylight-saving time, since an instant has one local time.
 */
export function projectedChannels(definition: FleetDefinition, atMs: number): number {
  const local = localTime(definition.timeZone, atMs);
  const { schedule } = definition;
  const base = between(profileOf(schedule, local), local.hour * 60 + local.minute);
  const wallClock = local.toPlainDateTime().toString({ smallestUnit: 'minute' });
  return schedule.events
    .filter(({ from, to }) => from <= wallClock && wallClock < to)
    .reduce((channels, { factor }) => channels * factor, base);
}

/** The highest projection from `fromMs` to `toMs`. Points lie on whole minutes: a look at each is exact. */
export function highestProjection(
  definition: FleetDefinition,
  fromMs: number,
  toMs: number,
): Projection {
  let highest = { atMs: fromMs, channels: projectedChannels(definition, fromMs) };
  const firstMinuteMs = Math.floor(fromMs / MINUTE_MS + 1) * MINUTE_MS;
  for (let atMs = firstMinuteMs; atMs <= toMs; atMs += MINUTE_MS) {
    const channels = projectedChannels(definition, atMs);
    if (channels > highest.channels) highest = { atMs, channels };
  }
  return highest;
}

/** Local wall-clock time for people, `HH:MM`. */
export function clockFace(timeZone: string, atMs: number): string {
  return localTime(timeZone, atMs).toPlainTime().toString({ smallestUnit: 'minute' });
}

function localTime(timeZone: string, atMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)).toZonedDateTimeISO(timeZone);
}

function profileOf(schedule: FleetDefinition['schedule'], day: Temporal.ZonedDateTime): Profile {
  const { week, holidays, profiles } = schedule;
  const isHoliday = holidays.dates.includes(day.toPlainDate().toString());
  const name = isHoliday ? holidays.profile : week[WEEKDAYS[day.dayOfWeek - 1] ?? 'monday'];
  return profiles[name] ?? [];
}

/** Straight lines between the points; level before the first and after the last. */
function between(profile: Profile, minuteOfDay: number): number {
  const next = profile.findIndex(({ at }) => at > minuteOfDay);
  const after = profile[next];
  const before = next === -1 ? profile.at(-1) : profile[next - 1];
  if (!after || !before) return (before ?? after)?.channels ?? 0;
  const share = (minuteOfDay - before.at) / (after.at - before.at);
  return before.channels + share * (after.channels - before.channels);
}
