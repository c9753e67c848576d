import { clockFace, highestProjection, type Projection } from '../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { type LoadSample, withSample } from '../../domain/load.ts';
import { withLoad } from '../../domain/load-history.ts';
import { isActive, type Override } from '../../domain/standing/override.ts';
import type { Surge } from '../../domain/standing/surge.ts';
import type { Claim, DemandInputs } from './claim.ts';
import { channelsForBlocking } from './erlang.ts';
import { fromForecast } from './forecast/from-forecast.ts';

const LEVEL_SAMPLES = 5;

/** How many instances are wanted, and which claim decided it. */
export interface Demand {
  /** At most the slots. */
  readonly instances: number;
  /** What the claims ask for, slots or no slots. */
  readonly uncapped: number;
  /** At least `instances`, and as many as the most asks for that the load may be: no fewer are left. */
  readonly enough: number;
  readonly decidedBy: Claim['source'];
  readonly detail: string;
  /** All of them, the deciding one included. */
  readonly claims: readonly Claim[];
  /** Channels expected so many minutes from now; undefined where no forecast stands for the schedule. */
  readonly expected?: ((minutes: number) => number) | undefined;
  /** Channels that the attempts of the last minute would come to, beyond what is followed unasked. */
  readonly disbelieved?: number | undefined;
}

/**
 * How many instances are wanted, in service or coming. Pure: the entry point for whoever tries the sizing
 * alone. The largest of the claims decides, on a tie the first in the order below; a forecast that is
 * believed stands for the schedule, and for the present load unless far more comes than it knows.
 */
export function demandOf(definition: FleetDefinition, inputs: DemandInputs): Demand {
  const { load } = inputs;
  const demand = demandFor(definition, inputs);
  if (!load.known || !load.most) return demand;
  const atMost = demandFor(definition, { ...inputs, load: { known: true, sample: load.most } });
  return { ...demand, enough: Math.max(demand.instances, atMost.instances) };
}

function demandFor(definition: FleetDefinition, inputs: DemandInputs): Demand {
  const { load, nowMs } = inputs;
  const history = load.known
    ? withLoad(inputs.history, load.sample, definition.timeZone)
    : inputs.history;
  const forecast = fromForecast(definition, { ...inputs, history });
  const standing = fromStanding(definition, inputs);
  const isAlone = forecast?.isBelieved && !forecast.isDeparted;
  const demand = largest(definition, [
    ...(forecast?.isBelieved ? [] : [scheduleAt(definition, nowMs)]),
    ...(forecast ? [forecast.claim] : []),
    ...(isAlone ? [] : [fromPresentLoad(definition, inputs)]),
    ...standing,
  ]);
  const { disbelieved } = forecast ?? {};
  return { ...demand, disbelieved, expected: isAlone ? forecast.expected : undefined };
}

/** The claims that hold at a time whatever the load is. */
export function fromStanding(
  definition: FleetDefinition,
  { nowMs, overrides, surge }: Pick<DemandInputs, 'nowMs' | 'overrides' | 'surge'>,
): Claim[] {
  return [
    ...(surge && nowMs < surge.untilMs ? [fromSurge(definition, surge)] : []),
    ...overrides.filter((override) => isActive(override, nowMs)).map(fromOverride),
    { source: 'minimum', instances: definition.minimum, detail: 'the minimum' },
  ];
}

export function largest(definition: FleetDefinition, claims: readonly Claim[]): Demand {
  const none: Claim = { source: 'minimum', instances: 0, detail: 'nothing is wanted' };
  const [first = none, ...others] = claims;
  const deciding = others.reduce(
    (most, claim) => (claim.instances > most.instances ? claim : most),
    first,
  );
  const instances = Math.min(deciding.instances, definition.slots);
  return {
    instances,
    uncapped: deciding.instances,
    enough: instances,
    decidedBy: deciding.source,
    detail: deciding.detail,
    claims,
  };
}

/**
 * Instances for a load of concurrent channels: as planned for quality, and by Erlang B at the hard
 * limit of the pooled fleet for blocking, plus the spare ones.
 */
export function instancesFor(definition: FleetDefinition, channels: number): number {
  const { planned, limit } = definition.channels;
  const forQuality = Math.ceil(channels / planned - 1e-9);
  const forBlocking = Math.ceil(channelsForBlocking(channels, definition.blocking) / limit);
  return Math.max(forQuality, forBlocking) + definition.spare;
}

/** What the schedule will ask for at that time, its lead time included. */
export function scheduleAt(definition: FleetDefinition, nowMs: number): Claim {
  const { leadTime } = definition.schedule;
  return fromProjection(definition, highestProjection(definition, nowMs, nowMs + leadTime));
}

/** What the highest projection of a lead asks for. */
export function fromProjection(
  definition: FleetDefinition,
  { channels, atMs }: Projection,
  source: 'schedule' | 'forecast' = 'schedule',
): Claim {
  const at = clockFace(definition.timeZone, atMs);
  return {
    source,
    instances: instancesFor(definition, channels),
    detail: `the ${source} projects ${Math.round(channels)} channels at ${at}`,
  };
}

function fromSurge(definition: FleetDefinition, { channels, because }: Surge): Claim {
  const instances = instancesFor(definition, channels);
  return { source: 'surge', instances, detail: `a surge toward ${channels} channels (${because})` };
}

function fromOverride({ instances, reason, onBehalfOf }: Override): Claim {
  return { source: 'override', instances, detail: `${onBehalfOf} asked for it: ${reason}` };
}

function fromPresentLoad(definition: FleetDefinition, inputs: DemandInputs): Claim {
  const { load, samples, present } = inputs;
  const source = 'present load';
  if (!load.known)
    return {
      source,
      instances: Math.ceil(present.serving + present.coming),
      detail: `${load.because}: nothing is given up`,
    };
  const recent = withSample(samples, load.sample).slice(-LEVEL_SAMPLES);
  const channels = mean(recent.map((sample) => sample.channels));
  const attemptsPerSecond = mean(recent.map((sample) => sample.attemptsPerSecond));
  const coming = loadAfterBoot(definition, channels, attemptsPerSecond);
  return {
    source,
    instances: instancesFor(definition, Math.max(channels, coming)),
    detail: `${Math.round(channels)} channels in use, ${Math.round(coming)} by the time an instance boots`,
  };
}

/** The load that a sample stands for: what is in use, or what its arrivals make of it. */
export function loadIn(definition: FleetDefinition, sample: LoadSample): number {
  const coming = loadAfterBoot(definition, sample.channels, sample.attemptsPerSecond);
  return Math.max(sample.channels, coming);
}

/**
 * Expected channels after one boot: those in use that last so long, and those of the calls that
 * arrive meanwhile, for exponential holding times.
 * Source: Eick, Massey, Whitt, "The physics of the M(t)/G/infinity queue", Oper. Res. 41 (1993), eq. 6.
 */
function loadAfterBoot(
  { instance, meanHoldingTime }: FleetDefinition,
  channels: number,
  attemptsPerSecond: number,
): number {
  const stays = Math.exp(-instance.usualBoot / meanHoldingTime);
  return channels * stays + ((attemptsPerSecond * meanHoldingTime) / 1000) * (1 - stays);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
