import { expect, test } from '@jest/globals';
import type { FleetDefinition } from '../../../../../shared/domain/definition/schema.ts';
import type { LoadSample } from '../../../../../shared/domain/load.ts';
import { historyOfSamples, type LoadHistory } from '../../../../../shared/domain/load-history.ts';
import { demandOf } from '../../../../../shared/planner/demand/demand.ts';
import { forecastOf } from '../../../../../shared/planner/demand/forecast/forecast.ts';
import type { Present } from '../../../../../shared/planner/demand/need.ts';
import { definition } from '../../../../support/fleet.ts';
import { asOf, businessLoad, historyFrom, samplesOf } from '../../../../support/load.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, midnight in New York. */
const FROM_MS = Date.parse('2026-09-14T04:00:00Z');
const timeZone = 'America/New_York';

const fleet = definition({ slots: 20 });
const learning: FleetDefinition = { ...fleet, schedule: { ...fleet.schedule, lead: 'learned' } };

const SAMPLES = samplesOf({ fromMs: FROM_MS, toMs: FROM_MS + 17 * DAY_MS, timeZone });
const DAYS = historyOfSamples(SAMPLES, timeZone);

/** Weeks as they always are, until then. */
function past(toMs: number): LoadHistory {
  const sinceMs = toMs - FROM_MS;
  return asOf(DAYS, Math.floor(sinceMs / DAY_MS), (sinceMs % DAY_MS) / MINUTE_MS);
}

const dayAt = (day: number, hour: number) => FROM_MS + day * DAY_MS + hour * HOUR_MS;
const STILL: Present = { serving: 5, coming: 0, draining: [] };

function demandAt(
  nowMs: number,
  history: LoadHistory,
  change: {
    readonly present?: Present;
    readonly sample?: Partial<LoadSample>;
    /** Channels at most, where a few do not report. */
    readonly mostChannels?: number;
    readonly fleet?: FleetDefinition;
    readonly isBlind?: boolean;
  } = {},
) {
  const usual = businessLoad(((nowMs - FROM_MS) % DAY_MS) / MINUTE_MS, 1);
  const sample = {
    atMs: nowMs,
    channels: usual,
    attemptsPerSecond: usual / 180,
    ...change.sample,
  };
  const { mostChannels, isBlind } = change;
  const most = mostChannels === undefined ? undefined : { ...sample, channels: mostChannels };
  return demandOf(change.fleet ?? learning, {
    nowMs,
    load: isBlind
      ? { known: false, because: 'nothing reports' }
      : { known: true, sample, ...(most && { most }) },
    samples: [],
    history,
    present: change.present ?? STILL,
    boots: [],
    overrides: [],
    surge: undefined,
  });
}

test('the schedule decides until the history has been nearer to what came', () => {
  const noon = (day: number) => dayAt(day, 12);
  expect(demandAt(noon(1), past(noon(1))).decidedBy).not.toBe('forecast');
  const demand = demandAt(noon(16), past(noon(16)));
  expect(demand.decidedBy).toBe('forecast');
  expect(demand.detail).toMatch(
    /like days \(off by \d+ channels in the mean, the schedule by \d+\)/,
  );
});

test('the forecast is what comes, a few minutes ahead', () => {
  const nowMs = dayAt(16, 9);
  const forecast = forecastOf(learning, past(nowMs + MINUTE_MS), nowMs);
  const inTen = businessLoad(9 * 60 + 10, 3);
  expect(Math.abs((forecast?.load(10) ?? 0) / inTen - 1)).toBeLessThan(0.12);
});

test('launches follow the estimate, and what is given up the most that the load may be', () => {
  const nowMs = dayAt(16, 12);
  const at = (channels: number) =>
    demandAt(nowMs, past(nowMs), { present: { ...STILL, serving: 9 }, sample: { channels } });
  const estimated = at(400);
  const atMost = at(1_200);
  expect(atMost.instances).toBeGreaterThan(estimated.instances);
  const between = demandAt(nowMs, past(nowMs), {
    present: { ...STILL, serving: 9 },
    sample: { channels: 400 },
    mostChannels: 1_200,
  });
  expect(between).toMatchObject({
    decidedBy: 'forecast',
    instances: estimated.instances,
    enough: atMost.instances,
  });
});

test('a day at half the calls is followed within the hour', () => {
  const start = dayAt(16, 0);
  const nowMs = dayAt(16, 10);
  const halved = samplesOf({
    fromMs: FROM_MS,
    toMs: nowMs + MINUTE_MS,
    timeZone,
    offered: (atMs, usual) => (atMs >= start ? usual / 2 : usual),
  });
  const half = historyFrom(halved, timeZone);
  const forecast = forecastOf(learning, half, nowMs);
  const expected = businessLoad(10 * 60 + 10, 3) / 2;
  expect(Math.abs((forecast?.load(10) ?? 0) / expected - 1)).toBeLessThan(0.15);
});

test('what is to come is not known: another future leaves the decision as it was', () => {
  const nowMs = dayAt(16, 9);
  const calm = demandAt(nowMs, past(nowMs));
  const surging = SAMPLES.map((sample) =>
    sample.atMs < nowMs ? sample : { ...sample, channels: 5_000, attemptsPerSecond: 50 },
  );
  const other = asOf(historyOfSamples(surging, timeZone), 16, 9 * 60);
  const again = demandAt(nowMs, other);
  expect(again).toEqual({ ...calm, expected: again.expected });
});

test.each([
  ['spring', '2027-03-15'],
  ['autumn', '2026-11-02'],
])(
  'on the Monday after the change of time in %s the rise is expected at its hour on the wall',
  (_, monday) => {
    const nowMs =
      Date.parse(`${monday}T00:00:00Z`) + (monday.startsWith('2027') ? 12 : 13) * HOUR_MS;
    const fromMs = nowMs - 23 * DAY_MS;
    const history = historyFrom(samplesOf({ fromMs, toMs: nowMs + MINUTE_MS, timeZone }), timeZone);
    const forecast = forecastOf(learning, history, nowMs);
    const usual = businessLoad(8 * 60 + 10, 1);
    expect(Math.abs((forecast?.load(10) ?? 0) / usual - 1)).toBeLessThan(0.15);
  },
);

test('a learned lead is the boot; a fixed one stays half an hour', () => {
  const nowMs = dayAt(16, 8.1);
  const history = past(nowMs);
  const present = { ...STILL, serving: 1 };
  const learned = demandAt(nowMs, history, { present }).instances;
  const fixed = demandAt(nowMs, history, { present, fleet }).instances;
  expect(fixed).toBeGreaterThan(learned);
});

test('attempts are seen before they are channels', () => {
  const nowMs = dayAt(16, 12);
  const usual = businessLoad(12 * 60, 3);
  const history = past(nowMs);
  const calm = demandAt(nowMs, history).instances;
  const rising = demandAt(nowMs, history, {
    sample: { channels: usual, attemptsPerSecond: (2 * usual) / 180 },
  });
  expect(rising.instances).toBeGreaterThan(calm + 1);
});

test('a flood of attempts is followed to three times what is usual, and a person is asked', () => {
  const nowMs = dayAt(16, 12);
  const history = past(nowMs);
  const flood = (times: number) =>
    demandAt(nowMs, history, { sample: { attemptsPerSecond: (times * 400) / 180 } });
  expect(flood(2).disbelieved).toBe(0);
  expect(flood(20).disbelieved).toBeGreaterThan(5_000);
  expect(flood(200).uncapped).toBe(flood(20).uncapped);
});

test('a surge is met as it rises, and no further than is believed without a person', () => {
  const nowMs = dayAt(16, 12);
  const history = past(nowMs);
  const usual = businessLoad(12 * 60, 3);
  const surging = (times: number) =>
    demandAt(nowMs, history, { sample: { attemptsPerSecond: (times * usual) / 180 } }).uncapped;
  const limit = learning.channels.limit;
  expect(surging(1.5)).toBeGreaterThan(Math.ceil((1.5 * usual) / limit));
  expect(surging(20)).toBeLessThanOrEqual(Math.ceil((3.3 * usual) / limit));
});

test('one day that was like no other does not make the days after it dear', () => {
  const outage = 15;
  const strange = samplesOf({
    fromMs: FROM_MS,
    toMs: dayAt(16, 12),
    timeZone,
    offered: (atMs, usual) => {
      const minutes = (atMs - dayAt(outage, 0)) / MINUTE_MS;
      if (minutes < 0 || minutes >= 1440) return usual;
      // Every half an hour it is something else.
      return Math.floor(minutes / 30) % 2 ? usual / 4 : 3 * usual;
    },
  });
  const nowMs = dayAt(16, 12);
  const deviation = (history: LoadHistory) =>
    forecastOf(learning, history, nowMs)?.deviation(5) ?? 0;
  expect(deviation(historyFrom(strange, timeZone))).toBeGreaterThan(deviation(past(nowMs)));
  expect(deviation(historyFrom(strange, timeZone))).toBeLessThan(0.12);
});

test('a drain is taken back before anything is launched', () => {
  const nowMs = dayAt(16, 12);
  const present = { serving: 4, coming: 0, draining: [30, 20] };
  const { uncapped } = demandAt(nowMs, past(nowMs), { present });
  expect(uncapped).toBeGreaterThan(4);
  expect(uncapped).toBeLessThanOrEqual(6);
});

test('within a quarter of an hour of a launch an instance is let go by a margin only, and with its reason', () => {
  const after = (hour: number, minutes: number) =>
    demandAt(dayAt(16, hour), past(dayAt(16, hour)), {
      present: { ...STILL, sinceLaunchMs: minutes * MINUTE_MS },
    });
  const late = Array.from({ length: 20 }, (_, step) => 14 + step / 10);
  const letsGo = (minutes: number) =>
    late.find((hour) => after(hour, minutes).instances < STILL.serving) ?? 0;
  expect(letsGo(20)).toBeGreaterThan(0);
  expect(letsGo(10)).toBeGreaterThan(letsGo(20));
  expect(after(letsGo(10), 10).detail).toContain('the last launch is no longer needed');
});

test('blind: the last deviation fades, nothing is let go, and what the profile brings is launched', () => {
  const seenUntil = dayAt(16, 8);
  const history = past(seenUntil);
  const least = demandAt(seenUntil, history, { present: { ...STILL, serving: 1 } }).instances;
  const night = dayAt(16, 20);
  const blind = (nowMs: number, serving: number, known: LoadHistory) =>
    demandAt(nowMs, known, { isBlind: true, present: { ...STILL, serving } }).instances;
  expect(blind(night, 5, past(dayAt(16, 19.9)))).toBe(5);
  expect(blind(seenUntil + 40 * MINUTE_MS, least, history)).toBeGreaterThan(least);
});

test('a holiday that was never seen is taken for a Sunday', () => {
  const nowMs = dayAt(15, 12);
  const date = '2026-09-29';
  const { holidays } = learning.schedule;
  const onHoliday: FleetDefinition = {
    ...learning,
    schedule: { ...learning.schedule, holidays: { ...holidays, dates: [date] } },
  };
  const history = past(dayAt(15, 0));
  const load = (of: FleetDefinition) => forecastOf(of, history, nowMs)?.load(5) ?? 0;
  expect(load(onHoliday) / load(learning)).toBeLessThan(0.5);
});

test('what the definition says of a dated event is in the forecast: a factor, or a profile', () => {
  const nowMs = dayAt(16, 11);
  const history = past(dayAt(16, 0));
  const hours = { from: '2026-09-30T10:00', to: '2026-09-30T13:00' };
  const under = (event: { factor: number } | { profile: string }): FleetDefinition => ({
    ...learning,
    schedule: {
      ...learning.schedule,
      profiles: { ...learning.schedule.profiles, vote: [{ at: 0, channels: 900 }] },
      events: [{ name: 'vote', ...hours, ...event }],
    },
  });
  const load = (of: FleetDefinition) => forecastOf(of, history, nowMs)?.load(30) ?? 0;
  // Nothing was seen since midnight, so a margin is added.
  const margin = 1.08;
  expect(load(under({ factor: 2 })) / (margin * businessLoad(11.5 * 60, 3))).toBeCloseTo(2, 1);
  expect(load(under({ profile: 'vote' })) / (margin * 900)).toBeCloseTo(1, 2);
});

test('days with an event teach nothing about the days without', () => {
  const event = { name: 'fair', from: '2026-09-28T00:00', to: '2026-10-01T00:00', factor: 1.25 };
  const eventful: FleetDefinition = {
    ...learning,
    schedule: { ...learning.schedule, events: [event] },
  };
  const samples = samplesOf({
    fromMs: FROM_MS,
    toMs: dayAt(17, 0),
    timeZone,
    offered: (atMs, usual) => (atMs >= dayAt(14, 0) ? event.factor * usual : usual),
  });
  const history = historyFrom(samples, timeZone);
  const load = forecastOf(eventful, history, dayAt(17, 12))?.load(30) ?? 0;
  expect(load / (1.08 * businessLoad(12.5 * 60, 4))).toBeCloseTo(1, 1);
});
