import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FleetDefinition } from '../../../../shared/domain/definition/schema.ts';
import type { Heartbeat } from '../../../../shared/domain/heartbeat.ts';
import { isOccupied, type Slot } from '../../../../shared/domain/slot/slot.ts';
import type { Demand } from '../../../../shared/planner/demand/demand.ts';
import { presentLoad } from '../../../../shared/planner/demand/present-load.ts';
import { known, type Observed, unknown } from '../../../../shared/planner/observed.ts';
import { plan } from '../../../../shared/planner/plan.ts';
import { letGo } from '../../../../shared/planner/scaling/shrink.ts';
import { situationOf } from '../../../../shared/planner/situation.ts';
import {
  after,
  definition,
  heartbeat,
  NIGHT_MS,
  quietSamples,
  serving,
  wellObserved,
} from '../../../support/fleet.ts';

const LONG_AGO_MS = NIGHT_MS - 3 * 3_600_000;
const run = { nowMs: NIGHT_MS, writer: 'a test' };

type Reports = (number: number) => Partial<Heartbeat> | 'silent';

/** Slots of which each says what it is given; `calm`: the load of the last minutes. */
function observedOf(slots: readonly Slot[], reports: Reports, calm: number): Observed {
  const heartbeats = slots.filter(isOccupied).flatMap(({ number, instance: { id } }) => {
    const report = reports(number);
    return report === 'silent' ? [] : [heartbeat(id, NIGHT_MS, report)];
  });
  return wellObserved(slots, NIGHT_MS, {
    heartbeats: known(new Map(heartbeats.map((each) => [each.instanceArn, each]))),
    samples: quietSamples(NIGHT_MS, calm),
  });
}

function row(length: number): Slot[] {
  return Array.from({ length }, (_, index) => serving(index + 1, LONG_AGO_MS));
}

function fleetOf(slots: number, change: Partial<FleetDefinition> = {}) {
  const shrink = { ...definition().shrink, step: 10 };
  return definition({ slots, shrink, ...change });
}

function planned(
  count: number,
  silent: readonly number[],
  change: Partial<FleetDefinition> = {},
  channels = 40,
) {
  const reports: Reports = (number) => (silent.includes(number) ? 'silent' : { channels });
  const observed = observedOf(row(count), reports, count * channels);
  const { load, writes } = plan(fleetOf(count, change), observed, run);
  const drained = writes.filter(({ after: { state } }) => state === 'draining');
  return { load, drained: drained.map(({ after: { number } }) => number) };
}

test('in a small fleet one silent instance makes the load unknown, and nothing leaves', () => {
  const because = 'no heartbeat of slot 2';
  expect(planned(3, [2])).toEqual({ load: { known: false, because }, drained: [] });
  expect(planned(49, [2])).toEqual({ load: { known: false, because }, drained: [] });
});

test('one silent instance of a hundred is estimated by the others, and counts as full where some leave', () => {
  const { load, drained } = planned(100, [7]);
  const attemptsPerSecond = expect.closeTo((100 * 13) / 60);
  expect(load).toEqual({
    known: true,
    sample: { atMs: NIGHT_MS, channels: 4_000, attemptsPerSecond },
    most: { atMs: NIGHT_MS, channels: 99 * 40 + 110, attemptsPerSecond },
  });
  expect(drained).toHaveLength(10);
});

test('the load is known while at most two in a hundred are silent', () => {
  expect(planned(50, [7]).load.known).toBe(true);
  expect(planned(100, [7, 8]).load.known).toBe(true);
  const three = planned(100, [7, 8, 9]);
  expect(three.load).toEqual({ known: false, because: 'no heartbeat of slot 7, 8, 9' });
  expect(three.drained).toEqual([]);
});

test('what is silent is not the first to leave, whatever its number and its share', () => {
  for (const dispatch of ['even', 'packed'] as const) {
    const routing = { ...definition().routing, dispatch };
    const { drained } = planned(100, [99, 100], { routing });
    expect(drained.toSorted((a, b) => a - b)).toEqual([89, 90, 91, 92, 93, 94, 95, 96, 97, 98]);
  }
});

test('what is silent is not eased off, though it had no share before', () => {
  const routing = { ...definition().routing, dispatch: 'even' as const, easeOff: 10 * 60_000 };
  const observed = observedOf(row(100), (number) => (number === 100 ? 'silent' : {}), 4_000);
  const shares = new Map([[100, 0]]);
  const next = plan(fleetOf(100, { routing }), { ...observed, shares }, run).shares;
  expect([next?.get(100), next?.get(85)]).toEqual([100, 0]);
});

test('a reason names twenty silent slots and counts the rest', () => {
  const silent = Array.from({ length: 100 }, (_, index) => index + 1);
  const { load } = planned(200, silent);
  const because = expect.stringMatching(/^no heartbeat of slot 1, 2, .* 20 and 80 more$/);
  expect(load).toEqual({ known: false, because });
});

test('nothing is bounded while telemetry is broken', () => {
  const slots = row(100);
  const blind = {
    ...observedOf(slots, () => ({}), 4_000),
    heartbeats: unknown<never>('throttled'),
  };
  expect(plan(fleetOf(100), blind, run).load).toEqual({ known: false, because: 'throttled' });
  // All that the table holds are silent, and a hundred are found by their tags.
  const held = slots.slice(0, 2);
  const observed = {
    ...observedOf(slots, (number) => (number <= 2 ? 'silent' : {}), 0),
    slots: held,
  };
  const situation = situationOf(fleetOf(100), observed, run);
  expect(presentLoad(situation, slots.slice(2)).known).toBe(false);
});

/** 99 report 7,841 channels; one more like them makes 7,920, which 99 carry; a full one makes 7,951. */
const reportsOfAHundred: Reports = (number) => ({ channels: number <= 20 ? 80 : 79 });
const exceptOne: Reports = (number) => (number === 100 ? 'silent' : reportsOfAHundred(number));

// The first is held by the look back, the second by the demand too.
test.each([7_800, 7_920])(
  'none leaves that the others could spare by the estimate and not by the bound, after %d channels',
  (calm) => {
    const drains = (reports: Reports) => {
      const { writes } = plan(fleetOf(100), observedOf(row(100), reports, calm), run);
      return writes.filter(({ after: { state } }) => state === 'draining').length;
    };
    expect(drains(reportsOfAHundred)).toBe(1);
    expect(drains(exceptOne)).toBe(0);
  },
);

test('what is let go leaves enough, and of what is only coming a forecast alone counts any', () => {
  const observed = observedOf(row(100), () => ({}), 4_000);
  const situation = situationOf(fleetOf(100), observed, run);
  const { demand, load } = plan(fleetOf(100), observed, run);
  const gone = (change: Partial<Demand>) =>
    letGo(situation, observed.slots, {
      demand: { ...demand, instances: 90, enough: 98, ...change },
      load,
      capacity: { serving: 100, coming: 1 },
      reason: 'a test',
    }).length;
  expect(gone({})).toBe(2);
  expect(gone({ expected: () => 0 })).toBe(3);
});

test('what a person wants gone waits until the others carry the bound', () => {
  const [first, ...others] = row(100);
  if (!first) throw new Error('no slots');
  const hold = { kind: 'held', atOnce: false } as const;
  const slots = [after(first, LONG_AGO_MS, hold), ...others];
  const drains = (reports: Reports) => {
    const { writes } = plan(fleetOf(100), observedOf(slots, reports, 7_920), run);
    return writes
      .filter(({ after: { state } }) => state === 'draining')
      .map(({ after: { number } }) => number);
  };
  expect(drains(reportsOfAHundred)).toEqual([1]);
  expect(drains(exceptOne)).toEqual([]);
});

test('what a person wants gone drains though it is silent, once the others carry the bound', () => {
  const [first, ...others] = row(100);
  if (!first) throw new Error('no slots');
  const slots = [after(first, LONG_AGO_MS, { kind: 'held', atOnce: false }), ...others];
  const observed = observedOf(slots, (number) => (number === 1 ? 'silent' : {}), 4_000);
  const { writes } = plan(fleetOf(100), observed, run);
  expect(writes.find(({ after: { number } }) => number === 1)?.after.state).toBe('draining');
});

test('nothing is launched for what a silent instance may carry at most', () => {
  const observed = observedOf(row(100), exceptOne, 7_920);
  const { demand, actions } = plan(fleetOf(120), observed, run);
  expect(demand).toMatchObject({ instances: 99, enough: 100 });
  expect(actions.filter(({ kind }) => kind === 'launch')).toEqual([]);
});

test('the bound is never below a true load that agrees with what is reported', () => {
  const said = fc.record({ channels: fc.nat(110), callAttemptsLastMinute: fc.nat(120) });
  const world = fc.record({
    all: fc.array(said, { minLength: 50, maxLength: 160 }),
    silent: fc.uniqueArray(fc.nat(49), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(world, ({ all, silent }) => {
      const slots = row(all.length);
      const isSilent = (number: number) => silent.includes(number - 1);
      const observed = observedOf(
        slots,
        (number) => (isSilent(number) ? 'silent' : (all[number - 1] ?? {})),
        0,
      );
      const load = presentLoad(situationOf(fleetOf(all.length), observed, run));
      expect(load.known).toBe(silent.length <= all.length / 50);
      if (!load.known) return;
      const { sample, most = sample } = load;
      const reported = all.filter((_, index) => !silent.includes(index));
      const busiest = Math.max(...reported.map((each) => each.callAttemptsLastMinute));
      const sum = (of: 'channels' | 'callAttemptsLastMinute', unseen: (value: number) => number) =>
        all.reduce(
          (total, each, index) => total + (silent.includes(index) ? unseen(each[of]) : each[of]),
          0,
        );
      const channels = sum('channels', (value) => value);
      const attempts = sum('callAttemptsLastMinute', (value) => Math.min(value, busiest));
      expect(most.channels).toBeGreaterThanOrEqual(channels);
      expect(most.attemptsPerSecond).toBeGreaterThanOrEqual(attempts / 60 - 1e-9);
      expect(most.channels).toBeGreaterThanOrEqual(sample.channels);
      if (silent.length === 0) expect(sample.channels).toBe(channels);
    }),
  );
});
