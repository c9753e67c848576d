import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { projectedChannels } from '../../../../../shared/domain/definition/calendar.ts';
import { demandOf, instancesFor } from '../../../../../shared/planner/demand/demand.ts';
import { channelsForBlocking } from '../../../../../shared/planner/demand/erlang.ts';
import { definition, NIGHT_MS, PEAK_MS, quietSamples } from '../../../../support/fleet.ts';

const fleet = definition();
const NOBODY_ASKED = { overrides: [], surge: undefined };
/** 07:00 in New York. */
const DAWN_MS = Date.parse('2026-11-18T12:00:00Z');

function demandAt(nowMs: number, channels: number, attemptsPerSecond = channels / 180) {
  const sample = { atMs: nowMs, channels, attemptsPerSecond };
  const load = { known: true, sample } as const;
  return demandOf(fleet, { nowMs, load, samples: [], present: 2, ...NOBODY_ASKED });
}

// Source: the published Erlang B table (ITU-D SG 2/16, "Teletraffic Engineering Handbook", table 7.1).
test.each([
  [10, 0.01, 18],
  [100, 0.01, 117],
  [5, 0.001, 14],
])('%d Erlang at a blocking of %d need %d channels', (load, blocking, channels) => {
  expect(channelsForBlocking(load, blocking)).toBe(channels);
});

test.each([
  [0, 0],
  [1, 1],
  [60, 1],
  [240, 3],
  [241, 4],
  [400, 5],
])('%d channels at 80 planned and 110 at most need %d instances', (channels, instances) => {
  expect(instancesFor(fleet, channels)).toBe(instances);
});

test('a single instance keeps more room for chance than the planned channels leave', () => {
  expect(instancesFor(fleet, 80)).toBe(2);
  expect(instancesFor(definition({ blocking: 0.01 }), 80)).toBe(1);
});

test('planned at the limit still leaves room for chance', () => {
  const tight = definition({ channels: { planned: 110, limit: 110 } });
  expect(instancesFor(tight, 110)).toBe(2);
});

test('spare instances are added to what the load needs', () => {
  expect(instancesFor(definition({ spare: 1 }), 241)).toBe(5);
});

test('at night the minimum is enough, and the result says so', () => {
  expect(demandAt(NIGHT_MS, 20)).toMatchObject({ instances: 1, decidedBy: 'schedule' });
  const idle = definition({
    schedule: { ...fleet.schedule, profiles: { weekday: [{ at: 0, channels: 0 }] } },
  });
  const load = {
    known: true,
    sample: { atMs: NIGHT_MS, channels: 0, attemptsPerSecond: 0 },
  } as const;
  const demand = demandOf(idle, {
    nowMs: NIGHT_MS,
    load,
    samples: [],
    present: 1,
    ...NOBODY_ASKED,
  });
  expect(demand).toMatchObject({ instances: 1, decidedBy: 'minimum' });
});

test('a rise is wanted one lead time before it comes', () => {
  const minutes = Array.from({ length: 240 }, (_, minute) => DAWN_MS + minute * 60_000);
  const riseMs = minutes.find((atMs) => instancesFor(fleet, projectedChannels(fleet, atMs)) === 2);
  const wantedMs = minutes.find((atMs) => demandAt(atMs, 40).instances === 2);
  expect((riseMs ?? 0) - (wantedMs ?? 0)).toBe(fleet.schedule.leadTime);
  expect(demandAt(wantedMs ?? 0, 40).decidedBy).toBe('schedule');
});

test('load that no schedule knew decides by itself', () => {
  const demand = demandAt(NIGHT_MS, 250);
  expect(demand).toMatchObject({ instances: 4, decidedBy: 'present load' });
});

test('calls that arrive faster than they end count before they are channels', () => {
  const demand = demandAt(NIGHT_MS, 60, 2);
  expect(demand.decidedBy).toBe('present load');
  expect(demand.instances).toBe(4);
});

test('when the load is not known, nothing is given up', () => {
  const load = { known: false, because: 'no heartbeat of slot 2' } as const;
  const demand = demandOf(fleet, {
    nowMs: NIGHT_MS,
    load,
    samples: [],
    present: 4,
    ...NOBODY_ASKED,
  });
  expect(demand).toMatchObject({ instances: 4, decidedBy: 'present load' });
  expect(demand.detail).toContain('no heartbeat of slot 2');
});

test('more than the slots is said, and capped', () => {
  const samples = quietSamples(PEAK_MS, 700);
  const sample = { atMs: PEAK_MS, channels: 700, attemptsPerSecond: 4 };
  const demand = demandOf(fleet, {
    nowMs: PEAK_MS,
    load: { known: true, sample },
    samples,
    present: 5,
    ...NOBODY_ASKED,
  });
  expect(demand).toMatchObject({ instances: 5, uncapped: 9 });
});

test('more load never wants fewer instances', () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(50), (channels, more) => {
      expect(instancesFor(fleet, channels + more)).toBeGreaterThanOrEqual(
        instancesFor(fleet, channels),
      );
    }),
  );
});
