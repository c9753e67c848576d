import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { projectedChannels } from '../../../../../shared/domain/definition/calendar.ts';
import { NO_HISTORY } from '../../../../../shared/domain/load-history.ts';
import { demandOf, instancesFor } from '../../../../../shared/planner/demand/demand.ts';
import {
  blockingOfUncertain,
  channelsForBlocking,
  erlangB,
} from '../../../../../shared/planner/demand/erlang.ts';
import { definition, NIGHT_MS, PEAK_MS, quietSamples } from '../../../../support/fleet.ts';

const fleet = definition();
const NOBODY_ASKED = { overrides: [], surge: undefined };
/** So many in service, and nothing known of the past. */
function fleetOf(serving: number) {
  return { history: NO_HISTORY, present: { serving, coming: 0, draining: [] }, boots: [] };
}

/** 07:00 in New York. */
const DAWN_MS = Date.parse('2026-11-18T12:00:00Z');

function demandAt(nowMs: number, channels: number, attemptsPerSecond = channels / 180) {
  const sample = { atMs: nowMs, channels, attemptsPerSecond };
  const load = { known: true, sample } as const;
  return demandOf(fleet, { nowMs, load, samples: [], ...fleetOf(2), ...NOBODY_ASKED });
}

// Source: the published Erlang B table (ITU-D SG 2/16, "Teletraffic Engineering Handbook", table 7.1).
test.each([
  [10, 0.01, 18],
  [100, 0.01, 117],
  [5, 0.001, 14],
])('%d Erlang at a blocking of %d need %d channels', (load, blocking, channels) => {
  expect(channelsForBlocking(load, blocking)).toBe(channels);
});

/** Source: A. K. Erlang (1917), B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)). */
function byRecursion(load: number, channels: number): number {
  let blocked = 1;
  for (let n = 1; n <= channels; n += 1) blocked = (load * blocked) / (n + load * blocked);
  return blocked;
}

test('the sum of terms is the recursion', () => {
  const loads = fc.double({ min: 0.1, max: 3_000, noNaN: true });
  fc.assert(
    fc.property(loads, fc.integer({ min: -3, max: 6 }), (load, deviations) => {
      const channels = Math.max(0, Math.round(load + deviations * Math.sqrt(load)));
      const expected = byRecursion(load, channels);
      expect(Math.abs(erlangB(load, channels) / expected - 1)).toBeLessThan(1e-6);
    }),
  );
});

test('a load that is itself uncertain needs more channels, and a certain one none', () => {
  expect(blockingOfUncertain(900, 0, 1_000)).toBe(erlangB(900, 1_000));
  expect(blockingOfUncertain(900, 60, 1_000)).toBeGreaterThan(10 * erlangB(900, 1_000));
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
    ...fleetOf(1),
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
    ...fleetOf(4),
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
    ...fleetOf(5),
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
