import { clockOf } from '../../../shared/domain/local-clock.ts';
import type { Policy } from '../trial.ts';

const MINUTE_MS = 60_000;
const HALF_HOUR_MINUTES = 30;
const HALF_HOURS = 48;
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;

/**
 * A careful person's scheduled actions: each half hour of the week at the highest that it was in the last
 * two weeks, raised half an hour ahead, written anew each Monday.
 */
export function scheduledActions(planned: number, timeZone: string): Policy {
  const weeks = [new Float64Array(7 * HALF_HOURS), new Float64Array(7 * HALF_HOURS)];
  let present = new Float64Array(7 * HALF_HOURS);
  let weekday = 0;
  const clock = clockOf(timeZone);
  const slotAt = (atMs: number) => {
    const local = clock(atMs);
    const halfHour = Math.floor(local.minute / HALF_HOUR_MINUTES);
    return { weekday: local.weekday, slot: (local.weekday - 1) * HALF_HOURS + halfHour };
  };
  return ({ atMs, channels }) => {
    const now = slotAt(atMs);
    if (now.weekday === 1 && weekday !== 1 && weekday !== 0) {
      weeks.push(present);
      present = new Float64Array(7 * HALF_HOURS);
    }
    weekday = now.weekday;
    present[now.slot] = Math.max(present[now.slot] ?? 0, channels);
    const ahead = slotAt(atMs + HALF_HOUR_MINUTES * MINUTE_MS).slot;
    const most = weeks
      .slice(-2)
      .reduce((top, week) => Math.max(top, week[now.slot] ?? 0, week[ahead] ?? 0), 0);
    return Math.max(1, Math.ceil(most / planned));
  };
}

const UPDATE_HOURS = 6;
const HISTORY_DAYS = 14;
const BUFFER_MINUTES = 10;
const SAME_WEEKDAY = 0.7;
const DAMPED = 0.5;

/**
 * Predictive scaling: hourly loads of two weeks, forecast anew every six hours, ten minutes before the hour,
 * never in. How AWS forecasts is not public; guessed here: same weekday for seven tenths, same kind of day
 * for the rest, times half of how far the last day stood off. Source for the rest: Amazon EC2 Auto Scaling
 * user guide, "How predictive scaling works".
 */
export function predictive(planned: number): Policy {
  const hours = new Map<number, { sum: number; count: number }>();
  let updated = Number.NEGATIVE_INFINITY;
  let level = 1;
  let knownUntil = 0;
  const mean = (hour: number) => {
    const found = hour < knownUntil ? hours.get(hour) : undefined;
    return found && found.count > 0 ? found.sum / found.count : undefined;
  };
  return ({ atMs, channels }) => {
    const hour = Math.floor(atMs / HOUR_MS);
    const so = hours.get(hour) ?? { sum: 0, count: 0 };
    hours.set(hour, { sum: so.sum + channels, count: so.count + 1 });
    if (hour - updated >= UPDATE_HOURS) {
      updated = hour;
      knownUntil = hour;
      level = levelOf(hour, mean);
    }
    const next = Math.floor((atMs + BUFFER_MINUTES * MINUTE_MS) / HOUR_MS);
    const most = Math.max(shapeOf(hour, mean) ?? 0, shapeOf(next, mean) ?? 0);
    return Math.max(1, Math.ceil((most * level) / planned));
  };
}

type Mean = (hour: number) => number | undefined;

function levelOf(hour: number, mean: Mean): number {
  let actual = 0;
  let shape = 0;
  for (let each = hour - DAY_HOURS; each < hour; each += 1) {
    const expected = shapeOf(each, mean);
    if (expected === undefined) continue;
    actual += mean(each) ?? 0;
    shape += expected;
  }
  return shape > 0 ? (actual / shape) ** DAMPED : 1;
}

/** Of the same hour on days before. */
function shapeOf(hour: number, mean: Mean): number | undefined {
  const sameWeekday = [hour - WEEK_HOURS, hour - 2 * WEEK_HOURS].map(mean).filter(isKnown);
  const kind = isWeekend(hour);
  const sameKind = Array.from({ length: HISTORY_DAYS }, (_, day) => hour - (day + 1) * DAY_HOURS)
    .filter((each) => isWeekend(each) === kind)
    .map(mean)
    .filter(isKnown);
  if (sameKind.length === 0) return undefined;
  const ofKind = average(sameKind);
  const ofWeekday = sameWeekday.length > 0 ? average(sameWeekday) : ofKind;
  return SAME_WEEKDAY * ofWeekday + (1 - SAME_WEEKDAY) * ofKind;
}

function isWeekend(hour: number): boolean {
  const day = new Date(hour * HOUR_MS).getUTCDay();
  return day === 0 || day === 6;
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
