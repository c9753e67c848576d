import { projectionOfDay } from '../../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../../domain/definition/schema.ts';
import { DAY_MINUTES } from '../../../domain/load.ts';
import type { LoadDay } from '../../../domain/load-history.ts';
import { loadAhead, staysOf } from './load-ahead.ts';
import {
  addMinute,
  addMiss,
  deviationsOf,
  FAR_MINUTES,
  type Fit,
  factorAhead,
  faded,
  NEAR_MINUTES,
  noFit,
  noTraces,
  persistenceOf,
} from './persistence.ts';
import { type DayProfile, profileOf } from './profile.ts';

/** What the days so far have taught, each judged by what was known before it. */
export interface Experience {
  readonly fit: Fit;
  /** Squared relative error of the forecast, by ten minutes of the day; Poisson's own part taken out. */
  readonly variances: Float64Array;
  /** Channels by which forecast and schedule were off in the mean, the last days counting most. */
  readonly errors: { readonly forecast: number; readonly schedule: number };
  /** Days that were forecast. */
  readonly reviewed: number;
  /** Sums over the last days, for Little's law. */
  readonly channels: number;
  readonly attemptsPerSecond: number;
}

export const BINS = 144;
const BIN_MINUTES = DAY_MINUTES / BINS;
const VARIANCE_FIRST = 0.08 ** 2;
const VARIANCE_SHARE = 0.2;
/** A day that was like none before says little of the next: its error counts to this much. */
const VARIANCE_MOST = 0.15 ** 2;
const FIT_KEPT = 0.95;
const ERRORS_SHARE = 0.15;
const SUMS_KEPT = 0.9;
/** The fit looks at every third minute: the ones between say the same. */
const FIT_EVERY = 3;
/** Below, one call more or less is more than any forecast is off. */
const LOAD_LEAST = 20;
const MEANING_LEAST = 0.1;
const MEANING_MOST = 10;

export const NOTHING_LEARNED: Experience = {
  fit: noFit(),
  variances: new Float64Array(BINS).fill(VARIANCE_FIRST),
  errors: { forecast: 0, schedule: 0 },
  reviewed: 0,
  channels: 0,
  attemptsPerSecond: 0,
};

/**
 * How long a call is up in the mean, milliseconds: channels over attempts, whatever one call needs of
 * channels. Undefined where attempts and channels have nothing to do with each other.
 * Source: J. D. C. Little, Oper. Res. 9 (1961).
 */
export function holdingMsOf(
  { meanHoldingTime }: FleetDefinition,
  { channels, attemptsPerSecond }: Pick<Experience, 'channels' | 'attemptsPerSecond'>,
): number | undefined {
  if (channels === 0 && attemptsPerSecond === 0) return meanHoldingTime;
  const holdingMs = (1000 * channels) / attemptsPerSecond;
  const meaning = holdingMs / meanHoldingTime;
  return meaning > MEANING_LEAST && meaning < MEANING_MOST ? holdingMs : undefined;
}

/** One day more. */
export function reviewed(
  definition: FleetDefinition,
  before: readonly LoadDay[],
  experience: Experience,
  day: LoadDay,
): Experience {
  const sums = sumsOf(experience, day);
  const holdingMs = holdingMsOf(definition, experience);
  if (holdingMs === undefined) return { ...experience, ...sums };
  const profile = profileOf(definition, day, before, holdingMs);
  if (!profile) return { ...experience, ...sums };
  const fit = faded(experience.fit, FIT_KEPT);
  const judged = new Judged(experience.variances);
  walk(definition, { day, profile, holdingMs, fit, experience, judged });
  return {
    ...sums,
    fit,
    variances: judged.variances(),
    errors: judged.errors(experience),
    reviewed: experience.reviewed + 1,
  };
}

interface Walk {
  readonly day: LoadDay;
  readonly profile: DayProfile;
  readonly holdingMs: number;
  readonly fit: Fit;
  readonly experience: Experience;
  readonly judged: Judged;
}

function walk(definition: FleetDefinition, given: Walk): void {
  const { day, profile, holdingMs, fit, experience, judged } = given;
  const lead = Math.ceil(definition.instance.usualBoot / 60_000) + 1;
  const stays = staysOf(holdingMs, lead);
  const persistence = persistenceOf(experience.fit);
  const schedule = projectionOfDay(definition, day);
  const traces = noTraces();
  const perSecond = holdingMs / 1000;
  const expected = (minute: number) => (profile.attemptsPerSecond[minute] ?? 0) * perSecond;
  for (let minute = 0; minute < DAY_MINUTES; minute += 1) {
    const attempts = day.attemptsPerSecond[minute] ?? Number.NaN;
    const channels = day.channels[minute] ?? Number.NaN;
    if (Number.isNaN(attempts) || Number.isNaN(channels)) continue;
    addMinute(traces, attempts * perSecond, expected(minute));
    const deviations = deviationsOf(traces);
    if (minute % FIT_EVERY === 0) fitMinute(fit, given, minute, { deviations, expected });
    const factor = factorAhead(persistence, deviations);
    const offered = (ahead: number) => expected(minute + ahead) * factor(ahead);
    const due = minute + lead;
    const actual = day.channels[due] ?? Number.NaN;
    if (!Number.isNaN(actual))
      judged.add(due, actual, loadAhead(channels, offered, stays, lead), schedule[due] ?? 0);
  }
}

interface Minute {
  readonly deviations: Float64Array;
  readonly expected: (minute: number) => number;
}

function fitMinute(
  fit: Fit,
  { day, holdingMs }: Walk,
  minute: number,
  { deviations, expected }: Minute,
): void {
  const perSecond = holdingMs / 1000;
  for (const which of [0, 1] as const) {
    const missed = missedAfter(day, minute, which, { perSecond, expected });
    if (missed) addMiss(fit, which, deviations, missed);
  }
}

function missedAfter(
  day: LoadDay,
  minute: number,
  which: 0 | 1,
  {
    perSecond,
    expected,
  }: { readonly perSecond: number; readonly expected: (minute: number) => number },
): { readonly expected: number; readonly missed: number } | undefined {
  const from = which === 0 ? 1 : NEAR_MINUTES + 1;
  const to = which === 0 ? NEAR_MINUTES : FAR_MINUTES;
  let offered = 0;
  let profiled = 0;
  for (let at = minute + from; at <= minute + to; at += 1) {
    const attempts = day.attemptsPerSecond[at] ?? Number.NaN;
    if (Number.isNaN(attempts)) return undefined;
    offered += attempts * perSecond;
    profiled += expected(at);
  }
  const count = to - from + 1;
  return { expected: profiled / count, missed: (offered - profiled) / count };
}

/** Errors of one day. */
class Judged {
  readonly #before: Float64Array;
  readonly #squares = new Float64Array(BINS);
  readonly #counts = new Float64Array(BINS);
  #forecast = 0;
  #schedule = 0;
  #minutes = 0;

  constructor(before: Float64Array) {
    this.#before = before;
  }

  add(minute: number, actual: number, forecast: number, schedule: number): void {
    this.#minutes += 1;
    this.#forecast += Math.abs(actual - forecast);
    this.#schedule += Math.abs(actual - schedule);
    if (actual < LOAD_LEAST || forecast < LOAD_LEAST) return;
    const bin = Math.floor(minute / BIN_MINUTES);
    const square = Math.log(actual / forecast) ** 2 - 1 / forecast;
    this.#squares[bin] = (this.#squares[bin] ?? 0) + square;
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
  }

  variances(): Float64Array {
    return this.#before.map((before, bin) => {
      const count = this.#counts[bin] ?? 0;
      if (count === 0) return before;
      const own = Math.max(0, (this.#squares[bin] ?? 0) / count);
      return before + VARIANCE_SHARE * (Math.min(VARIANCE_MOST, own) - before);
    });
  }

  errors({ errors, reviewed: days }: Experience): Experience['errors'] {
    if (this.#minutes === 0) return errors;
    const share = Math.max(ERRORS_SHARE, 1 / (days + 1));
    const toward = (before: number, own: number) => before + share * (own / this.#minutes - before);
    return {
      forecast: toward(errors.forecast, this.#forecast),
      schedule: toward(errors.schedule, this.#schedule),
    };
  }
}

function sumsOf(
  experience: Experience,
  day: LoadDay,
): Pick<Experience, 'channels' | 'attemptsPerSecond'> {
  let channels = SUMS_KEPT * experience.channels;
  let attemptsPerSecond = SUMS_KEPT * experience.attemptsPerSecond;
  for (let minute = 0; minute < DAY_MINUTES; minute += 1) {
    const inUse = day.channels[minute] ?? Number.NaN;
    const attempts = day.attemptsPerSecond[minute] ?? Number.NaN;
    if (Number.isNaN(inUse) || Number.isNaN(attempts)) continue;
    channels += inUse;
    attemptsPerSecond += attempts;
  }
  return { channels, attemptsPerSecond };
}
