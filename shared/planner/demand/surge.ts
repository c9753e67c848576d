import type { LoadSample, PresentLoad } from '../../domain/load.ts';
import { isServing } from '../../domain/slot/slot.ts';
import { type AlarmState, type Surge, surgeShare } from '../../domain/standing/surge.ts';
import type { Situation } from '../situation.ts';

const TREND_MS = 3 * 60_000;
/** An alarm that has just gone off saw a moment that the controller may have missed by a hair. */
const HAIR = 0.9;

interface Sight {
  readonly channels: number;
  readonly because: string;
  readonly onBehalfOf: string;
}

/**
 * The surge that stands from now on. High utilisation raises or prolongs it, seen by the controller
 * itself or, where it cannot see, said by an alarm; without that it expires.
 */
export function followSurge(situation: Situation, load: PresentLoad): Surge | undefined {
  const { observed, definition, nowMs } = situation;
  const before = observed.standing.surge;
  const standing = before && nowMs < before.untilMs ? before : undefined;
  const sight = load.known ? seen(situation, load.sample) : said(situation);
  if (!sight) return standing;
  return {
    ...sight,
    channels: Math.max(Math.round(sight.channels), standing?.channels ?? 0),
    sinceMs: standing?.sinceMs ?? nowMs,
    untilMs: nowMs + definition.surge.hold,
  };
}

function seen(situation: Situation, sample: LoadSample): Sight | undefined {
  const limit = limitInService(situation);
  const alarm = standingAlarm(situation);
  const share = surgeShare(situation.definition) * (alarm ? HAIR : 1);
  if (limit === 0 || sample.channels < limit * share) return undefined;
  const percent = Math.round((100 * sample.channels) / limit);
  return {
    channels: whereItLeads(situation, sample),
    because: `${sample.channels} channels are ${percent} % of the limit in service`,
    onBehalfOf: alarm?.name ?? 'asterfleet',
  };
}

/**
 * The load that the present arrivals lead to: the offered load of the last minute, and its growth
 * of the last minutes going on for one boot, but at most doubled: more is for a person to ask.
 */
function whereItLeads({ definition, observed }: Situation, sample: LoadSample): number {
  const offered = ({ attemptsPerSecond }: LoadSample) =>
    (attemptsPerSecond * definition.meanHoldingTime) / 1000;
  const first = observed.samples.find(({ atMs }) => atMs >= sample.atMs - TREND_MS) ?? sample;
  const spanMs = Math.max(60_000, sample.atMs - first.atMs);
  const growth = ((offered(sample) - offered(first)) / spanMs) * definition.instance.usualBoot;
  const coming = offered(sample) + Math.max(0, growth);
  return Math.min(Math.max(sample.channels, coming), 2 * sample.channels);
}

/** Heartbeats cannot be read: the alarm's own readings, over what is in service. */
function said(situation: Situation): Sight | undefined {
  const { definition } = situation;
  const alarm = standingAlarm(situation);
  if (!alarm) return undefined;
  const percent = alarm.utilisation ?? 100 * surgeShare(definition);
  return {
    channels: (limitInService(situation) * percent) / 100,
    because: `alarm ${alarm.name} saw ${Math.round(percent)} % of the limit in use`,
    onBehalfOf: alarm.name,
  };
}

function limitInService({ observed }: Situation): number {
  const limits = observed.slots
    .filter(isServing)
    .map(({ instance: { placement } }) => placement.limit);
  return limits.reduce((sum, limit) => sum + limit, 0);
}

/** One that is never called off does not stand for ever. */
function standingAlarm({ observed, definition, nowMs }: Situation): AlarmState | undefined {
  const { hold } = definition.surge;
  return observed.standing.alarms.find(({ isHigh, atMs }) => isHigh && nowMs - atMs < hold);
}
