import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Notice, Severity } from '../../../../shared/domain/notice.ts';
import { type NoticeBudget, ration } from '../../../../shared/domain/notice-budget.ts';

const MINUTE_MS = 60_000;
const NOW_MS = Date.parse('2026-11-18T13:00:00Z');
const where = { fleet: 'in-ngn', timeZone: 'America/New_York', perHour: 8 };

function notice(id: string, severity: Severity = 'info'): Notice {
  return { id, fleet: 'in-ngn', severity, subject: `subject ${id}`, text: 'text', sms: 'sms' };
}

const many = (count: number, severity: Severity) =>
  Array.from({ length: count }, (_, index) => notice(`${severity}-${index}`, severity));

const ids = (notices: readonly Notice[]) => notices.map(({ id }) => id);

test('a quiet hour tells everything at once', () => {
  const { tell, budget } = ration(undefined, many(3, 'info'), where, NOW_MS);
  expect(ids(tell)).toEqual(['info-0', 'info-1', 'info-2']);
  expect(budget).toEqual({ fromMs: NOW_MS, told: 3, held: [] });
});

test('what is only for information leaves room for warnings, and these for what is critical', () => {
  const all = [...many(9, 'info'), ...many(9, 'warning'), ...many(9, 'critical')];
  const { tell } = ration(undefined, all, where, NOW_MS);
  expect(ids(tell).slice(0, 8)).toEqual([
    'info-0',
    'info-1',
    'info-2',
    'info-3',
    'warning-0',
    'warning-1',
    'critical-0',
    'critical-1',
  ]);
  expect(tell).toHaveLength(9);
  expect(tell.at(-1)).toMatchObject({
    severity: 'critical',
    subject: 'CRITICAL in-ngn: more than 8 notices an hour: the rest comes as a summary at 09:00',
  });
});

test('what was held back comes as one summary when the hour is over', () => {
  const first = ration(undefined, many(6, 'info'), where, NOW_MS);
  const within = ration(first.budget, [], where, NOW_MS + 59 * MINUTE_MS);
  expect(within).toEqual({ tell: [], budget: first.budget });
  const { tell, budget } = ration(first.budget, [], where, NOW_MS + 60 * MINUTE_MS);
  expect(tell).toHaveLength(1);
  expect(tell[0]).toMatchObject({
    severity: 'info',
    subject: 'INFO in-ngn: 2 notices were held back since 08:00, 0 of them critical',
  });
  expect(tell[0]?.text).toContain('- subject info-4\n- subject info-5');
  expect(budget).toBeUndefined();
});

test('a notice that comes again while it is held back is held back once', () => {
  const first = ration(undefined, many(6, 'info'), where, NOW_MS);
  const again = ration(first.budget, many(6, 'info').slice(4), where, NOW_MS + MINUTE_MS);
  expect(again.tell).toEqual([]);
  expect(again.budget?.held).toHaveLength(2);
});

test('no hour tells more than its bound and two, whatever comes, and nothing is forgotten', () => {
  const severity = fc.constantFrom<Severity>('info', 'warning', 'critical');
  const ticks = fc.array(fc.array(severity, { maxLength: 12 }), { maxLength: 150 });
  fc.assert(
    fc.property(ticks, (minutes) => {
      let budget: NoticeBudget | undefined;
      let made = 0;
      let held = 0;
      const told: number[] = [];
      minutes.forEach((severities, minute) => {
        const fresh = severities.map((each) => notice(`${minute}-${made++}`, each));
        const before = budget?.held.length ?? 0;
        const result = ration(budget, fresh, where, NOW_MS + minute * MINUTE_MS);
        held += Math.max(
          0,
          (result.budget?.held.length ?? 0) -
            (result.budget?.fromMs === budget?.fromMs ? before : 0),
        );
        told.push(result.tell.length);
        budget = result.budget;
      });
      const ownOnes = told.reduce((sum, count) => sum + count, 0);
      expect(ownOnes + held).toBeGreaterThanOrEqual(made);
      for (let from = 0; from < told.length; from += 1) {
        const hour = told.slice(from, from + 60).reduce((sum, count) => sum + count, 0);
        // A sliding hour touches two windows at most.
        expect(hour).toBeLessThanOrEqual(2 * (where.perHour + 2));
      }
    }),
    { numRuns: 200 },
  );
});
