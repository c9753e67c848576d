import type { FleetDefinition } from '../../../domain/definition/schema.ts';
import { DAY_MINUTES } from '../../../domain/load.ts';
import type { LoadDay, LoadHistory } from '../../../domain/load-history.ts';
import { clockOf } from '../../../domain/local-clock.ts';
import { type Learned, learn } from './learn.ts';
import { loadAhead } from './load-ahead.ts';
import { addMinute, deviationsOf, FAR_MINUTES, factorAhead, noTraces } from './persistence.ts';
import { BINS } from './review.ts';

/** What is expected of the next minutes. */
export interface Outlook {
  /** Channels in use so many whole minutes from now, at most `MINUTES_AHEAD`. */
  readonly load: (minutes: number) => number;
  /** Relative standard deviation of that, beyond the noise of single calls. */
  readonly deviation: (minutes: number) => number;
  /** Of calls up now, the share that still is so many minutes later. */
  readonly stays: Float64Array;
  readonly holdingMs: number;
  /** Erlang offered in each of the last minutes, the newest first; none while blind. */
  readonly offered: readonly number[];
  /** Erlang beyond which no rise is believed without a person. */
  readonly offeredMost: number;
  /** Minutes since the load was last seen. */
  readonly blindMinutes: number;
}

export interface Forecast extends Outlook {
  /** Attempts of the last minutes over what the profile has of them. */
  readonly factor: number;
  /** Attempts beyond what is believed without a person, Erlang; 0: none. */
  readonly disbelieved: number;
  readonly learned: Learned;
}

const MINUTE_MS = 60_000;
export const MINUTES_AHEAD = 60;
/** Five times the slowest speed: what was before has faded. */
const MINUTES_BACK = 600;
/** Deviations are over after this long, and what has not been seen for longer is not carried on. */
const FADED_MINUTES = 60;
const BLIND_MARGIN = 1.08;
/** No rise is followed beyond so many times what was expected or in use before: more is for a person to ask. */
const RISE_MOST = 3;
const RISE_MINUTES = 15;
const RISE_FROM_ERLANGS = 50;
const GUARD_MINUTES = 3;

/**
 * The load of the next minutes: the profile of such a day, moved by how far the last minutes and hours stood
 * off from it, carried through the holding times. Undefined where the history says nothing of such a day.
 */
export function forecastOf(
  definition: FleetDefinition,
  history: LoadHistory,
  nowMs: number,
): Forecast | undefined {
  const clock = clockOf(definition.timeZone);
  const now = clock(nowMs);
  const learned = learn(definition, now, history.days);
  if (!learned) return undefined;
  const { profile, persistence, stays, experience, holdingMs } = learned;
  const profiled = (minute: number) =>
    ((profile.attemptsPerSecond[minute] ?? 0) * holdingMs) / 1000;
  // A change of daylight-saving time leads to another minute than the next.
  const minuteIn = (ahead: number) => {
    const then = clock(nowMs + ahead * MINUTE_MS);
    return then.date === now.date ? then.minute : DAY_MINUTES + then.minute;
  };
  const seen = lookBack(history.today, now, { profiled, holdingMs });
  const blindMinutes = now.minute - seen.minute;
  const factor = factorAhead(persistence, seen.deviations);
  const offered = remembered((ahead) => {
    const fades = Math.max(0, 1 - Math.max(0, ahead - FAR_MINUTES) / (FADED_MINUTES - FAR_MINUTES));
    return profiled(minuteIn(ahead - blindMinutes)) * (1 + (factor(ahead) - 1) * fades);
  });
  const channels = seen.channels ?? offered(0);
  const margin = blindMinutes > 0 ? BLIND_MARGIN : 1;
  return {
    load: remembered(
      (minutes) => margin * loadAhead(channels, offered, stays, minutes + blindMinutes),
    ),
    deviation: (minutes) => {
      const bin = Math.floor(((minuteIn(minutes) % DAY_MINUTES) * BINS) / DAY_MINUTES);
      return Math.sqrt(experience.variances[bin] ?? 0);
    },
    factor: factor(0),
    offered: blindMinutes > 0 ? [] : seen.offered,
    offeredMost: seen.offeredMost,
    disbelieved: blindMinutes > 0 ? 0 : seen.disbelieved,
    stays,
    holdingMs,
    learned,
    blindMinutes,
  };
}

interface Seen {
  /** The last minute of today that was seen, or so long ago that it says nothing. */
  readonly minute: number;
  readonly channels: number | undefined;
  readonly deviations: Float64Array;
  readonly offered: readonly number[];
  readonly offeredMost: number;
  readonly disbelieved: number;
}

interface Scale {
  readonly profiled: (minute: number) => number;
  readonly holdingMs: number;
}

function lookBack(
  today: LoadDay | undefined,
  now: { readonly date: string; readonly minute: number },
  scale: Scale,
): Seen {
  const last = today?.date === now.date ? lastSeen(today, now.minute) : undefined;
  if (today === undefined || last === undefined) {
    const deviations = deviationsOf(noTraces());
    const minute = now.minute - FADED_MINUTES;
    const nothing = { offered: [], offeredMost: 0, disbelieved: 0 };
    return { minute, channels: undefined, deviations, ...nothing };
  }
  const traces = noTraces();
  const offered: number[] = [];
  let disbelieved = 0;
  let offeredMost = 0;
  for (let minute = Math.max(0, last - MINUTES_BACK); minute <= last; minute += 1) {
    const attempts = today.attemptsPerSecond[minute] ?? Number.NaN;
    if (Number.isNaN(attempts)) continue;
    const all = (attempts * scale.holdingMs) / 1000;
    offeredMost = mostBelieved(today, minute, scale);
    const believed = Math.min(all, offeredMost);
    addMinute(traces, believed, scale.profiled(minute));
    if (minute > last - GUARD_MINUTES) offered.unshift(believed);
    disbelieved = all - believed;
  }
  return {
    minute: last,
    channels: today.channels[last],
    deviations: deviationsOf(traces),
    offered,
    offeredMost,
    disbelieved,
  };
}

function lastSeen(today: LoadDay, minute: number): number | undefined {
  for (let at = minute; at >= Math.max(0, minute - FADED_MINUTES); at -= 1)
    if (!Number.isNaN(today.channels[at] ?? Number.NaN)) return at;
  return undefined;
}

function mostBelieved(today: LoadDay, minute: number, { profiled }: Scale): number {
  const before = today.channels[minute - RISE_MINUTES] ?? 0;
  return (
    RISE_MOST * Math.max(profiled(minute), Number.isNaN(before) ? 0 : before, RISE_FROM_ERLANGS)
  );
}

function remembered(of: (minutes: number) => number): (minutes: number) => number {
  const known: number[] = [];
  return (minutes) => {
    const found = known[minutes];
    if (found !== undefined) return found;
    const value = of(minutes);
    known[minutes] = value;
    return value;
  };
}
