import { bootSeconds, type Offered } from './offered.ts';
import {
  ACCEPTING,
  BOOTING,
  type Counts,
  DRAINING,
  type FleetOptions,
  SimulatedFleet,
} from './simulated-fleet.ts';

const MINUTE = 60;

/** What a policy is shown each minute: the past, and nothing else. */
export interface Seen {
  /** Minutes since the beginning, and epoch milliseconds. */
  readonly minute: number;
  readonly atMs: number;
  /** In use, on whatever instance. */
  readonly channels: number;
  /** Mean of those that accept calls. */
  readonly channelsEach: number;
  /** Calls that came in the last minute, refused ones included. */
  readonly arrivals: number;
  readonly accepting: number;
  readonly booting: number;
  /** Channels of each that takes no new calls. */
  readonly draining: readonly number[];
  readonly sinceLaunchMs: number;
  /** How long the last launches took, milliseconds. */
  readonly boots: readonly number[];
  /** Nothing that is counted can be seen. */
  readonly isBlind: boolean;
}

/** How many instances there should be, in service or coming; asked once a minute. */
export type Policy = (seen: Seen) => number;

/** How a number is made true. */
export interface Actuator {
  /** Needed again: take back what drains, before anything is launched. */
  readonly takesBack: boolean;
  /** Not needed: its calls end by themselves, or with it. */
  readonly leaving: 'drained' | 'killed';
  readonly chooses: 'fewest old calls' | 'newest' | 'any';
  /** Instances that may leave in one minute. */
  readonly most: number;
}

export interface Trial extends FleetOptions {
  readonly offered: Offered;
  readonly planned: number;
  readonly policy: Policy;
  readonly actuator: Actuator;
  readonly boots: { readonly from: number; readonly to: number };
  readonly seed: number;
  /** In service at the beginning. */
  readonly first: number;
  /** The part that is counted begins in this second. */
  readonly countFrom?: number;
  /** Seconds in which nothing that is counted can be seen. */
  readonly blind?: { readonly from: number; readonly to: number };
}

/** What a trial came to. */
export interface Result extends Counts {
  /** Minutes, and those of them in which the accepting instances carried more than planned in the mean. */
  readonly minutes: number;
  readonly above: number;
}

/** The same calls for every policy; what it cost, and what became of them. */
export function runTrial(trial: Trial): Result {
  const { offered, policy, seed, first, countFrom = 0, blind, planned } = trial;
  const fleet = new SimulatedFleet(trial, offered.holding);
  const boot = bootSeconds(seed, trial.boots.from, trial.boots.to);
  for (let instance = 0; instance < first; instance += 1) fleet.launch(0);
  let before: Counts = { ...fleet.counts };
  let call = 0;
  let arrivals = 0;
  let minutes = 0;
  let above = 0;
  for (let second = 0; second < offered.arrivals.length; second += 1) {
    if (second === countFrom) before = { ...fleet.counts };
    const count = offered.arrivals[second] ?? 0;
    fleet.second(call, count);
    call += count;
    arrivals += count;
    if ((second + 1) % MINUTE !== 0) continue;
    const atMs = offered.fromMs + (second + 1) * 1000;
    const isBlind = blind !== undefined && second >= blind.from && second < blind.to;
    const seen = lookAt(fleet, { minute: (second + 1) / MINUTE, atMs, arrivals, isBlind });
    if (second >= countFrom) {
      minutes += 1;
      if (seen.channelsEach > planned) above += 1;
    }
    actOn(fleet, trial.actuator, Math.max(1, policy(seen)), boot);
    arrivals = 0;
  }
  return { ...since(before, fleet.counts), minutes, above };
}

function lookAt(
  fleet: SimulatedFleet,
  now: Pick<Seen, 'minute' | 'atMs' | 'arrivals' | 'isBlind'>,
): Seen {
  const sum = (state: number | undefined) =>
    fleet.alive
      .filter((each) => state === undefined || each.state === state)
      .reduce((total, { channels }) => total + channels, 0);
  const count = (state: number) => fleet.alive.filter((each) => each.state === state).length;
  const accepting = count(ACCEPTING);
  return {
    ...now,
    channels: sum(undefined),
    channelsEach: accepting > 0 ? sum(ACCEPTING) / accepting : 0,
    accepting,
    booting: count(BOOTING),
    sinceLaunchMs: (fleet.now - (fleet.instances.at(-1)?.launchedAt ?? 0)) * 1000,
    boots: bootsOf(fleet),
    draining: fleet.alive.filter(({ state }) => state === DRAINING).map(({ channels }) => channels),
  };
}

const BOOTS_REMEMBERED = 20;

function bootsOf({ instances, now }: SimulatedFleet): number[] {
  return instances
    .slice(-BOOTS_REMEMBERED)
    .filter(({ readyAt }) => readyAt <= now)
    .map(({ readyAt, launchedAt }) => (readyAt - launchedAt) * 1000);
}

function actOn(
  fleet: SimulatedFleet,
  actuator: Actuator,
  wanted: number,
  boot: (launch: number) => number,
): void {
  const there = () => fleet.alive.filter(({ state }) => state === ACCEPTING || state === BOOTING);
  if (actuator.takesBack)
    for (const instance of draining(fleet).slice(0, Math.max(0, wanted - there().length)))
      fleet.takeBack(instance);
  for (let missing = wanted - there().length; missing > 0; missing -= 1)
    fleet.launch(boot(fleet.instances.length));
  const beyond = Math.min(actuator.most, there().length - wanted);
  for (const instance of leaving(fleet, actuator).slice(0, Math.max(0, beyond)))
    if (actuator.leaving === 'killed') fleet.kill(instance);
    else fleet.drain(instance);
}

/** Fullest first: it would take longest to empty. */
function draining({ alive }: SimulatedFleet) {
  return alive
    .filter(({ state }) => state === DRAINING)
    .toSorted((a, b) => b.channels - a.channels);
}

function leaving({ alive }: SimulatedFleet, { chooses }: Actuator) {
  const accepting = alive.filter(({ state }) => state === ACCEPTING);
  if (chooses === 'newest') return accepting.toReversed();
  // Which one AWS takes depends on zones and templates: by number, it is any of them.
  if (chooses === 'any')
    return accepting.toSorted((a, b) => ((a.id * 7919) % 101) - ((b.id * 7919) % 101));
  return accepting.toSorted((a, b) => a.old - b.old || a.channels - b.channels || b.id - a.id);
}

function since(before: Counts, after: Counts): Counts {
  const names = Object.keys(after) as (keyof Counts)[];
  return Object.fromEntries(
    names.map((name) => [name, after[name] - before[name]]),
  ) as unknown as Counts;
}
