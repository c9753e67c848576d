import { expect, test } from '@jest/globals';
import type { FleetDefinition } from '../../../../shared/domain/definition/schema.ts';
import { historyOfSamples, NO_HISTORY } from '../../../../shared/domain/load-history.ts';
import { outlook } from '../../../../shared/planner/outlook.ts';
import { definition } from '../../../support/fleet.ts';
import { asOf, samplesOf } from '../../../support/load.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, midnight in New York. */
const FROM_MS = Date.parse('2026-09-14T04:00:00Z');
const timeZone = 'America/New_York';
const NOTHING = { overrides: [], surge: undefined };

const fleet = definition({ slots: 20 });
const learning: FleetDefinition = { ...fleet, schedule: { ...fleet.schedule, lead: 'learned' } };

/** What is wanted in the days after two weeks, as far as it is known on a Tuesday at midnight. */
function ahead(history: typeof NO_HISTORY) {
  const nowMs = FROM_MS + 15 * DAY_MS;
  const known = { standing: NOTHING, history, boots: [240_000, 200_000, 220_000] };
  const steps = outlook(learning, known, nowMs, nowMs + 5 * DAY_MS);
  const at = (day: number, hour: number) =>
    steps.findLast(({ atMs }) => atMs <= nowMs + day * DAY_MS + hour * HOUR_MS)?.instances ?? 0;
  return { sources: new Set(steps.map(({ decidedBy }) => decidedBy)), at };
}

test('without a past the schedule says what is to come', () => {
  const { sources, at } = ahead(NO_HISTORY);
  expect(sources).toEqual(new Set(['schedule']));
  expect([at(0, 3), at(0, 12), at(4, 12)]).toEqual([1, 5, 2]);
});

test('a fleet that knows itself says what its own days were like, each weekday its own', () => {
  const samples = samplesOf({
    fromMs: FROM_MS,
    toMs: FROM_MS + 15 * DAY_MS,
    timeZone,
    offered: (_, usual) => 1.5 * usual,
  });
  const { sources, at } = ahead(asOf(historyOfSamples(samples, timeZone), 15, 0));
  expect(sources).toEqual(new Set(['forecast']));
  // 600 channels at noon of a Tuesday, 180 on a Saturday.
  expect([at(0, 4), at(0, 13), at(4, 13)]).toEqual([1, 8, 3]);
  // As near to the rise as the fleet's own boots allow.
  expect([at(1, 6.8), at(1, 7.5)]).toEqual([1, expect.any(Number)]);
  expect(at(1, 7.5)).toBeGreaterThan(1);
});
