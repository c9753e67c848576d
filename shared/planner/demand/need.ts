import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { blockingOfUncertain } from './erlang.ts';
import type { Outlook } from './forecast/forecast.ts';

/** The fleet as it stands, in instances of the planned channels. */
export interface Present {
  readonly serving: number;
  readonly coming: number;
  /** Channels in use on each that takes no new calls and could be taken back. */
  readonly draining: readonly number[];
  /** Age of the last launch, milliseconds; undefined: long ago. */
  readonly sinceLaunchMs?: number | undefined;
}

/** Whole minutes from a launch until it serves. */
export interface Leads {
  /** By then the planned channels must do. */
  readonly quality: number;
  /** By then the limit must do, even if the boot takes as long as the longest. */
  readonly limit: number;
  /** What is needed sooner no launch can help; a drain that is taken back can. */
  readonly soonest: number;
}

/** How many instances a forecast asks for, and what decides it. */
export interface Need {
  readonly instances: number;
  readonly because:
    | 'planned channels'
    | 'blocking'
    | 'attempts'
    | 'kept'
    | 'over soon after a launch';
  /** Channels and in how many minutes. */
  readonly channels: number;
  readonly minutes: number;
}

/** So much of an instance may be missing for quality: a mean of a few channels more on each. */
const TOLERATED = 0.2;
/** Less of it when one is let go, so that chance alone does not bring it back. */
const TOLERATED_WITHOUT = 0.1;
/** What is let go must not be missed within this time. */
const HOLD_MINUTES = 15;
/** The first minute is as it is. */
const NEXT_MINUTE = 1;
/** The forecast's error counts by this share: the fleet is seldom just below its next instance. */
const ERROR_SHARE = 0.7;
/** Standard deviations above which attempts are more than chance. */
const SURGE = 5;
/** A surge is seldom at its height when it is seen, and some boots are slow: it is met as if so much higher. */
const SURGE_RISE = 1;
const EXPECTED_MINUTES = 5;
/** For so long after a launch, only what is too much by a margin is let go: it was just needed. */
const QUIET_MS = 15 * 60_000;
const QUIET_MARGIN = 0.2;
/** Of a large fleet so many leave in one minute at most; of any fleet one may. */
const LEAVING_SHARE = 0.05;

/**
 * Instances in service or coming. Grows for what a launch can be in time for; takes back drains for what
 * is sooner; lets some go when those that stay carry the load for the whole of the coming quarter of an
 * hour. Calls on instances that take no new ones need no room elsewhere for as long as they last.
 */
export function needOf(
  definition: FleetDefinition,
  outlook: Outlook,
  present: Present,
  leads: Leads,
): Need {
  const there = present.serving + present.coming;
  const draining = present.draining.reduce((sum, channels) => sum + channels, 0);
  const asked = new Asked(definition, outlook, draining);
  const launch = asked.need({ from: leads.soonest, to: leads.quality, until: leads.limit });
  const possible = there + present.draining.length;
  if (launch.instances > possible) return launch;
  const sooner = asked.need({ from: NEXT_MINUTE, to: leads.quality, until: leads.limit });
  if (sooner.instances > there)
    return { ...sooner, instances: Math.min(sooner.instances, possible) };
  const kept: Need = { ...sooner, instances: Math.ceil(there), because: 'kept' };
  return outlook.blindMinutes > 0 ? kept : (released(definition, outlook, present, leads) ?? kept);
}

/** What carries the load without those that leave, and without what is only coming. */
function released(
  definition: FleetDefinition,
  outlook: Outlook,
  { serving, coming, draining, sinceLaunchMs }: Present,
  leads: Leads,
): Need | undefined {
  const elsewhere = draining.reduce((sum, channels) => sum + channels, 0);
  const own = Math.max(0, outlook.load(0) - elsewhere) / Math.max(1, serving);
  const isRecent = sinceLaunchMs !== undefined && sinceLaunchMs < QUIET_MS;
  const hold = Math.max(HOLD_MINUTES, leads.quality);
  const span = { from: NEXT_MINUTE, to: hold, until: hold };
  const tolerated = isRecent ? -QUIET_MARGIN : TOLERATED_WITHOUT;
  // As many as may, else half of them, and at last one.
  const most = Math.max(1, Math.floor(serving * LEAVING_SHARE));
  for (let leaving = most; leaving >= 1; leaving = Math.floor(leaving / 2)) {
    const without = new Asked(definition, outlook, elsewhere + leaving * own);
    const less = without.need(span, tolerated);
    if (less.instances > serving - leaving) continue;
    const because = isRecent ? 'over soon after a launch' : less.because;
    return { ...less, because, instances: Math.ceil(serving + coming - leaving) };
  }
  return undefined;
}

interface Span {
  /** Minutes for which the planned channels must do. */
  readonly from: number;
  readonly to: number;
  /** Minutes, from now on, for which the limit must do. */
  readonly until: number;
}

/** What is asked of the instances that accept calls while so many channels are in use on others. */
class Asked {
  readonly #definition: FleetDefinition;
  readonly #outlook: Outlook;
  readonly #elsewhere: number;
  readonly #offered: number;

  constructor(definition: FleetDefinition, outlook: Outlook, elsewhere: number) {
    this.#definition = definition;
    this.#outlook = outlook;
    this.#elsewhere = elsewhere;
    this.#offered = surgeOf(outlook);
  }

  need({ from, to, until }: Span, tolerated = TOLERATED): Need {
    const { planned } = this.#definition.channels;
    let need: Need = { instances: 0, because: 'planned channels', channels: 0, minutes: 0 };
    const most = (other: Need) => {
      if (other.instances > need.instances) need = other;
    };
    for (let minutes = 0; minutes <= Math.max(to, until); minutes += 1) {
      const channels = this.#net(minutes);
      if (minutes >= from && minutes <= to)
        most({
          instances: Math.ceil(channels / planned - tolerated),
          because: 'planned channels',
          channels,
          minutes,
        });
      if (minutes <= until) this.#forLimit(minutes, most, need.instances);
    }
    return { ...need, instances: need.instances + this.#definition.spare };
  }

  #forLimit(minutes: number, most: (need: Need) => void, least: number): void {
    const channels = this.#net(minutes);
    const { load, deviation } = this.#outlook;
    const uncertain = ERROR_SHARE * deviation(minutes) * load(minutes);
    const instances = this.#carrying(channels, uncertain, least);
    most({ instances, because: 'blocking', channels, minutes });
    if (this.#offered === 0) return;
    const surging = this.#surging(minutes);
    const forSurge = this.#carrying(surging, 0, instances);
    most({ instances: forSurge, because: 'attempts', channels: surging, minutes });
  }

  /** The fewest, from `least` on, that refuse no more than is wanted. */
  #carrying(load: number, deviation: number, least: number): number {
    const { channels, blocking } = this.#definition;
    let instances = Math.max(least, Math.ceil(load / channels.limit));
    while (blockingOfUncertain(load, deviation, instances * channels.limit) > blocking)
      instances += 1;
    return instances;
  }

  #net(minutes: number): number {
    const { load, stays } = this.#outlook;
    return Math.max(0, load(minutes) - this.#elsewhere * (stays[minutes] ?? 0));
  }

  /** If calls go on to come as in the last minutes. */
  #surging(minutes: number): number {
    const stays = this.#outlook.stays[minutes] ?? 0;
    const inUse = this.#outlook.load(0) - this.#elsewhere;
    return Math.max(0, inUse) * stays + this.#offered * (1 - stays);
  }
}

/** Erlang that the last one, two or three minutes offered, if that is more than chance; else 0. */
function surgeOf({ load, offered, offeredMost, holdingMs }: Outlook): number {
  let expected = 0;
  for (let minutes = 0; minutes <= EXPECTED_MINUTES; minutes += 1)
    expected = Math.max(expected, load(minutes));
  const holdingMinutes = holdingMs / 60_000;
  let sum = 0;
  let surge = 0;
  for (const [index, each] of offered.entries()) {
    sum += each;
    const mean = sum / (index + 1);
    const deviation = Math.sqrt((Math.max(expected, 20) * holdingMinutes) / (index + 1));
    const beyond = mean - expected;
    if (beyond > SURGE * deviation) surge = Math.max(surge, mean + SURGE_RISE * beyond);
  }
  return Math.min(surge, offeredMost);
}
