import type { FleetDefinition } from '../../../domain/definition/schema.ts';
import type { LoadHistory } from '../../../domain/load-history.ts';
import { clockOf } from '../../../domain/local-clock.ts';
import type { Claim, DemandInputs } from '../claim.ts';
import { leadsOf } from '../leads.ts';
import { type Need, needOf } from '../need.ts';
import { type Forecast, forecastOf, MINUTES_AHEAD } from './forecast.ts';
import { type Learned, learn } from './learn.ts';
import { loadAt } from './load-ahead.ts';
import type { Experience } from './review.ts';

const MINUTE_MS = 60_000;
/** Days that were forecast before a forecast is heard at all. */
const DAYS_REVIEWED = 3;
/** Attempts over what the profile has of them, beyond which the day is none that the history knows. */
const DEPARTED = 2;

/** What the fleet's own history asks for. */
export interface ForecastClaim {
  readonly claim: Claim;
  /** It stands for the schedule; else it is one claim more. */
  readonly isBelieved: boolean;
  /** Far more comes than on any like day: the present load counts too. */
  readonly isDeparted: boolean;
  /** Channels so many minutes from now. */
  readonly expected: (minutes: number) => number;
  /** Channels that the attempts of the last minute would come to, beyond what is believed. */
  readonly disbelieved: number;
}

/**
 * Undefined without enough history. Believed while it has been nearer to what came than the schedule.
 */
export function fromForecast(
  definition: FleetDefinition,
  inputs: DemandInputs,
): ForecastClaim | undefined {
  const forecast = forecastOf(definition, inputs.history, inputs.nowMs);
  if (!forecast) return undefined;
  const { experience } = forecast.learned;
  if (!isHeard(experience)) return undefined;
  const leads = leadsOf(definition, inputs.boots, inputs.history.days.length);
  const need = needOf(definition, forecast, inputs.present, leads);
  const isBelieved = isNearer(experience);
  // One that is not believed may ask for more, and lets nothing go.
  const least = isBelieved ? 0 : Math.ceil(inputs.present.serving + inputs.present.coming);
  return {
    claim: {
      source: 'forecast',
      instances: isBelieved || need.instances > least ? need.instances : 0,
      detail: detailOf(forecast, need),
    },
    isBelieved,
    isDeparted: forecast.factor > DEPARTED,
    expected: forecast.load,
    disbelieved: forecast.disbelieved,
  };
}

/** Channels at a time of the coming days, as far as the past says it. Undefined where the schedule decides. */
export function expectedLater(
  definition: FleetDefinition,
  history: LoadHistory,
  nowMs: number,
): ((atMs: number) => number) | undefined {
  const forecast = forecastOf(definition, history, nowMs);
  const experience = forecast?.learned.experience;
  if (!experience || !isHeard(experience) || !isNearer(experience)) return undefined;
  const clock = clockOf(definition.timeZone);
  const lessons = new Map<string, Learned | undefined>();
  return (atMs) => {
    const minutes = Math.round((atMs - nowMs) / MINUTE_MS);
    if (minutes <= MINUTES_AHEAD) return forecast.load(minutes);
    const { date, weekday, minute } = clock(atMs);
    if (!lessons.has(date)) lessons.set(date, learn(definition, { date, weekday }, history.days));
    const { profile, holdingMs, stays } = lessons.get(date) ?? forecast.learned;
    const offered = (at: number) => ((profile.attemptsPerSecond[at] ?? 0) * holdingMs) / 1000;
    return loadAt(offered, stays, minute);
  };
}

function isHeard({ reviewed }: Experience): boolean {
  return reviewed >= DAYS_REVIEWED;
}

function isNearer({ errors }: Experience): boolean {
  return errors.forecast <= errors.schedule;
}

function detailOf(forecast: Forecast, need: Need): string {
  const { learned, factor, blindMinutes } = forecast;
  const { errors } = learned.experience;
  const when = need.minutes === 0 ? 'now' : `in ${need.minutes} minutes`;
  const level = `${Math.round(100 * factor)} % of ${learned.profile.examples} like days`;
  const off = `off by ${Math.round(errors.forecast)} channels in the mean, the schedule by ${Math.round(errors.schedule)}`;
  const blind = blindMinutes > 0 ? `, nothing seen for ${blindMinutes} minutes` : '';
  const why = WHY[need.because];
  return `${Math.round(need.channels)} channels ${when}${why}: ${level} (${off})${blind}`;
}

const WHY: Readonly<Record<Need['because'], string>> = {
  'planned channels': '',
  blocking: ' at the limit',
  attempts: ' if calls go on to come as in the last minutes',
  kept: ', and what is there is kept',
  'over soon after a launch': ' at most, so that the last launch is no longer needed',
};
