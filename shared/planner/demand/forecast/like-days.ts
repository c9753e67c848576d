import { isHoliday } from '../../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../../domain/definition/schema.ts';
import { DAY_MINUTES } from '../../../domain/load.ts';
import type { LoadDay } from '../../../domain/load-history.ts';

const DAYS_MOST = 5;
const SAME_WEEKDAYS_LEAST = 2;
/** How far the level of the days moves toward the last one. */
const SMOOTHING = 0.3;
/** A day whose total is off by more is unlike the others, unless this goes on. */
const UNLIKE = Math.log(1.35);
const UNLIKE_DAYS = 3;
const WEEKS_COMPARED = 8;
/** A day of which less was seen says nothing of its level. */
const SEEN_LEAST = 0.5 * DAY_MINUTES;

/** A day that is taken as an example, and by what it is brought to the level of the days before. */
export interface Example {
  readonly day: LoadDay;
  readonly factor: number;
}

/**
 * The days to learn one from: the last of its weekday, else of its kind (working days, weekends,
 * holidays); holidays, days with an event and days unlike the others left out. Each is brought to the
 * smoothed level of the days before. Source: reference study of real call traffic, policy "f".
 */
export function likeDays(
  definition: FleetDefinition,
  { date, weekday }: Pick<LoadDay, 'date' | 'weekday'>,
  before: readonly LoadDay[],
): Example[] {
  const seen = before.filter((day) => totalsOf(day).minutesSeen >= SEEN_LEAST);
  const levels = levelsOf(definition, seen);
  const level = levels.at(-1)?.smoothed ?? 1;
  const all = seen.map((day, index) => ({
    day,
    factor: level / (levels[index]?.own ?? 1),
    isLike: levels[index]?.isLike ?? true,
  }));
  const kind = kindOf(definition, date, weekday);
  const ofKind = all.filter(({ day }) => kindOf(definition, day.date, day.weekday) === kind);
  const like = ofKind.filter(
    ({ day, isLike }) => (isLike || kind === 'holiday') && !hasEvent(definition, day.date),
  );
  const same = like.filter(({ day }) => kind === 'holiday' || day.weekday === weekday);
  if (same.length >= SAME_WEEKDAYS_LEAST || kind === 'holiday')
    return (same.length > 0 ? same : onWeekends(all, definition)).slice(-DAYS_MOST);
  return (like.length > 0 ? like : same).slice(-DAYS_MOST);
}

/** A holiday that was never seen is taken for a Sunday, as far as one was. */
function onWeekends<T extends { readonly day: LoadDay }>(
  all: readonly T[],
  definition: FleetDefinition,
): T[] {
  const weekends = all.filter(({ day }) => kindOf(definition, day.date, day.weekday) === 'weekend');
  const sundays = weekends.filter(({ day }) => day.weekday === 7);
  return sundays.length > 0 ? sundays : weekends;
}

type Kind = 'working day' | 'weekend' | 'holiday';

function kindOf({ schedule }: FleetDefinition, date: string, weekday: number): Kind {
  if (isHoliday(schedule, date)) return 'holiday';
  return weekday > 5 ? 'weekend' : 'working day';
}

function hasEvent({ schedule }: FleetDefinition, date: string): boolean {
  return schedule.events.some(({ from, to }) => from.slice(0, 10) <= date && date < to);
}

interface Level {
  /** The day's total over what is usual on such a weekday. */
  readonly own: number;
  /** After this day; days unlike the others do not move it. */
  readonly smoothed: number;
  readonly isLike: boolean;
}

function levelsOf(definition: FleetDefinition, days: readonly LoadDay[]): Level[] {
  const means = days.map((day) => totalsOf(day).meanAttempts);
  const levels: Level[] = [];
  let smoothed = 1;
  let unlikeInARow = 0;
  for (const [index, { date, weekday }] of days.entries()) {
    const sameWeekday = means.filter(
      (_, other) => other <= index && days[other]?.weekday === weekday,
    );
    const usual = median(sameWeekday.slice(-WEEKS_COMPARED));
    const own = usual > 0 ? Math.max(1e-3, (means[index] ?? 0) / usual) : 1;
    const kind = kindOf(definition, date, weekday);
    const isSpecial = kind === 'holiday' || hasEvent(definition, date);
    const isOff = Math.abs(Math.log(own / smoothed)) > UNLIKE;
    if (!isSpecial) unlikeInARow = isOff ? unlikeInARow + 1 : 0;
    const isLike = !isSpecial && (!isOff || unlikeInARow >= UNLIKE_DAYS);
    if (isLike) smoothed += SMOOTHING * (own - smoothed);
    levels.push({ own, smoothed, isLike });
  }
  return levels;
}

interface Totals {
  readonly minutesSeen: number;
  readonly meanAttempts: number;
}

const totals = new WeakMap<LoadDay, Totals>();

function totalsOf(day: LoadDay): Totals {
  const known = totals.get(day);
  if (known) return known;
  let sum = 0;
  let minutesSeen = 0;
  for (const each of day.attemptsPerSecond) {
    if (Number.isNaN(each)) continue;
    sum += each;
    minutesSeen += 1;
  }
  const found = { minutesSeen, meanAttempts: sum / Math.max(1, minutesSeen) };
  totals.set(day, found);
  return found;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
