import { underEvents } from '../../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../../domain/definition/schema.ts';
import { DAY_MINUTES } from '../../../domain/load.ts';
import type { LoadDay } from '../../../domain/load-history.ts';
import { type Example, likeDays } from './like-days.ts';

/** Attempts per second that are expected of a day, by its minutes, and on into the next morning. */
export interface DayProfile {
  readonly attemptsPerSecond: Float64Array;
  /** Days that it was learned from. */
  readonly examples: number;
}

/** A look ahead of two hours from the last minute of the day. */
const PROFILE_MINUTES = DAY_MINUTES + 120;
/** How far to both sides a minute is smoothed at most. */
const REACH_MOST = 12;
/** Standard deviations above which a difference is a step, not noise. */
const STEP = 3;
/** Too few values to leave out the lowest and the highest. */
const TRIMMED_FROM = 5;

/** Undefined before there is a like day. What the definition says of dated events is in it. */
export function profileOf(
  definition: FleetDefinition,
  day: Pick<LoadDay, 'date' | 'weekday'>,
  before: readonly LoadDay[],
  holdingMs: number,
): DayProfile | undefined {
  const examples = likeDays(definition, day, before);
  if (examples.length === 0) return undefined;
  const attemptsPerSecond = new Float64Array(PROFILE_MINUTES);
  attemptsPerSecond.set(shapeOf(examples, DAY_MINUTES));
  const after = dayAfter(day);
  const next = likeDays(definition, after, before);
  attemptsPerSecond.set(shapeOf(next, PROFILE_MINUTES - DAY_MINUTES), DAY_MINUTES);
  const perSecond = 1000 / holdingMs;
  return {
    attemptsPerSecond: smoothed(attemptsPerSecond, examples.length).map((rate, minute) => {
      const { date } = minute < DAY_MINUTES ? day : after;
      const channels = rate / perSecond;
      return underEvents(definition.schedule, date, minute % DAY_MINUTES, channels) * perSecond;
    }),
    examples: examples.length,
  };
}

function dayAfter({ date, weekday }: Pick<LoadDay, 'date' | 'weekday'>) {
  const after = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000);
  return { date: after.toISOString().slice(0, 10), weekday: (weekday % 7) + 1 };
}

function shapeOf(examples: readonly Example[], minutes: number): Float64Array {
  const shape = new Float64Array(minutes);
  const values: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    values.length = 0;
    for (const { day, factor } of examples) {
      const value = day.attemptsPerSecond[minute] ?? Number.NaN;
      if (!Number.isNaN(value)) values.push(value * factor);
    }
    shape[minute] = trimmedMean(values);
  }
  return shape;
}

function trimmedMean(values: readonly number[]): number {
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (values.length >= TRIMMED_FROM) return (sum - least - most) / (values.length - 2);
  return values.length > 0 ? sum / values.length : 0;
}

/**
 * Each minute as the mean of the widest window around it in which calls seem to come at one rate: wide where
 * few calls make it rough, narrow beside a step. What is noise is said by Poisson: a count's own square root.
 */
function smoothed(rates: Float64Array, examples: number): Float64Array {
  const callsIn = 60 * examples;
  const sums = new Float64Array(rates.length + 1);
  for (let minute = 0; minute < rates.length; minute += 1)
    sums[minute + 1] = (sums[minute] ?? 0) + (rates[minute] ?? 0);
  const sum = (from: number, to: number) =>
    (sums[Math.min(rates.length, to)] ?? 0) - (sums[Math.max(0, from)] ?? 0);
  return rates.map((rate, minute) => {
    let mean = rate;
    const own = rate * callsIn;
    for (let reach = 1; reach <= REACH_MOST; reach += 1) {
      const left = sum(minute - reach, minute) * callsIn;
      const right = sum(minute + 1, minute + 1 + reach) * callsIn;
      const around = (left + right) / 2 / reach;
      if (Math.abs(left - right) > STEP * Math.sqrt(left + right + 1)) break;
      if (Math.abs(own - around) > STEP * Math.sqrt(own + 1)) break;
      const from = Math.max(0, minute - reach);
      const to = Math.min(rates.length, minute + reach + 1);
      mean = sum(from, to) / (to - from);
    }
    return mean;
  });
}
