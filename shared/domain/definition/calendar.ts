import { DAY_MINUTES } from '../load.ts';
import { clockOf } from '../local-clock.ts';
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

type Schedule = FleetDefinition['schedule'];

/**
 * Projected concurrent channels at one instant: the profile of its local day (a holiday's before
 * its weekday's, a dated event's own before both) times the factors of the events under way. Right
 * through both changes of daylight-saving time, since an instant has one local time.
 */
export function projectedChannels(definition: FleetDefinition, atMs: number): number {
  const { date, weekday, minute } = clockOf(definition.timeZone)(atMs);
  const { schedule } = definition;
  const base = between(profileOf(schedule, date, weekday), minute);
  return underEvents(schedule, date, minute, base);
}

/** The same for each minute of the clock of one local day; weekdays from 1, Monday, to 7. */
export function projectionOfDay(
  { schedule }: FleetDefinition,
  { date, weekday }: { readonly date: string; readonly weekday: number },
): Float64Array {
  const profile = profileOf(schedule, date, weekday);
  return Float64Array.from({ length: DAY_MINUTES }, (_, minute) =>
    underEvents(schedule, date, minute, between(profile, minute)),
  );
}

/** Channels at a minute of a local day, of which the events under way make another number. */
export function underEvents(
  { events, profiles }: Schedule,
  date: string,
  minute: number,
  channels: number,
): number {
  if (events.length === 0) return channels;
  const wallClock = `${date}T${clockText(minute)}`;
  const underWay = events.filter(({ from, to }) => from <= wallClock && wallClock < to);
  const own = underWay.find(({ profile }) => profile !== undefined)?.profile;
  const base = own === undefined ? channels : between(profiles[own] ?? [], minute);
  return underWay.reduce((product, { factor = 1 }) => product * factor, base);
}

const holidays = new WeakMap<Schedule, ReadonlySet<string>>();

/** Of a local date, `YYYY-MM-DD`. */
export function isHoliday(schedule: Schedule, date: string): boolean {
  const known = holidays.get(schedule) ?? new Set(schedule.holidays.dates);
  holidays.set(schedule, known);
  return known.has(date);
}

/** `HH:MM`. */
function clockText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
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
  return clockText(clockOf(timeZone)(atMs).minute);
}

function profileOf(schedule: Schedule, date: string, weekday: number): Profile {
  const { week, holidays, profiles } = schedule;
  const name = isHoliday(schedule, date)
    ? holidays.profile
    : week[WEEKDAYS[weekday - 1] ?? 'monday'];
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
