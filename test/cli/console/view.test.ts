import { expect, test } from '@jest/globals';
import type { Answers, Change } from '../../../cli/console/answers.ts';
import { capacityOf, lanesOfDay } from '../../../cli/console/day-so-far.ts';
import { createReader } from '../../../cli/console/reader.ts';
import { viewOf } from '../../../cli/console/view.ts';

const DAY_MS = Date.parse('2026-11-16T05:00:00Z');
const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(DAY_MS + hours * HOUR_MS).toISOString();

type State = 'vacant' | 'launching' | 'booting' | 'serving' | 'draining';

function change(hours: number, slot: number, from: State, to: State): Change {
  const rest = {
    generation: 1,
    version: 1,
    kind: 'x',
    reason: 'because',
    onBehalfOf: 'asterfleet',
  };
  return { at: at(hours), slot, from, to, ...rest };
}

function slot(number: number, state: State) {
  const since = { generation: 1, since: at(0), reason: 'it does', onBehalfOf: 'asterfleet' };
  return { slot: number, state, ...since };
}

const DECISION = {
  at: at(9),
  desired: 2,
  decidedBy: 'schedule',
  detail: 'the schedule projects 146 channels at 09:27',
  claims: [
    { source: 'minimum', instances: 1, detail: 'the minimum' },
    { source: 'schedule', instances: 2, detail: '…' },
  ],
  serving: 2,
  coming: 0,
  load: { atMs: 0, channels: 111, attemptsPerSecond: 0.5 },
};

function answers(changed: Partial<Answers['status']> = {}): Answers {
  return {
    status: {
      fleet: 'in-ngn',
      at: at(9),
      timeZone: 'America/New_York',
      local: '09:00',
      decision: DECISION,
      slots: [slot(1, 'serving'), slot(2, 'serving')],
      routes: undefined,
      conditions: [],
      standing: { overrides: [], alarms: [], warnings: [], preflightFailed: [] },
      next: [],
      problems: [],
      ...changed,
    } as unknown as Answers['status'],
    day: {
      fleet: 'in-ngn',
      at: at(9),
      timeZone: 'America/New_York',
      from: at(0),
      to: at(24),
      slots: 2,
      minimum: 1,
      channels: { planned: 80, limit: 110 },
      projectedBy: 'schedule',
      projected: [{ at: at(0), channels: 40 }],
    },
    plan: {
      steps: [
        { at: at(9), local: '09:00', instances: 2, decidedBy: 'schedule', detail: 'now' },
        { at: at(10), local: '10:00', instances: 1, decidedBy: 'schedule', detail: 'later' },
        { at: at(25), local: '01:00', instances: 2, decidedBy: 'schedule', detail: 'tomorrow' },
      ],
    },
    history: {
      from: at(0),
      to: at(9),
      changes: [change(8, 2, 'vacant', 'launching'), change(8.5, 2, 'launching', 'serving')],
      leftOut: 0,
    },
    load: { samples: [{ at: at(8.9), channels: 111, attemptsPerSecond: 0.5 }] },
  };
}

test('a slot that has not changed today has led its life since before', () => {
  const { lanes } = viewOf(answers());
  expect(lanes).toEqual([
    { slot: 1, state: 'serving', fromMs: DAY_MS, toMs: DAY_MS + 9 * HOUR_MS, reason: 'it does' },
    expect.objectContaining({ slot: 2, state: 'launching', fromMs: DAY_MS + 8 * HOUR_MS }),
    expect.objectContaining({ slot: 2, state: 'serving', toMs: DAY_MS + 9 * HOUR_MS }),
  ]);
});

test('a slot that drained first thing was serving when the day began', () => {
  const changes = [change(1, 1, 'serving', 'draining'), change(2, 1, 'draining', 'vacant')];
  const span = { fromMs: DAY_MS, toMs: DAY_MS + 9 * HOUR_MS };
  const lanes = lanesOfDay([slot(1, 'vacant')], changes, span);
  expect(lanes.map(({ state, fromMs, toMs }) => [state, fromMs - DAY_MS, toMs - DAY_MS])).toEqual([
    ['serving', 0, HOUR_MS],
    ['draining', HOUR_MS, 2 * HOUR_MS],
  ]);
});

test('capacity is what serves: neither what boots nor what drains', () => {
  const { capacity, ahead } = viewOf(answers());
  expect(capacity.map(([ms, channels]) => [(ms - DAY_MS) / HOUR_MS, channels])).toEqual([
    [0, 80],
    [8.5, 160],
    [9, 160],
  ]);
  expect(ahead.map(([ms, channels]) => [(ms - DAY_MS) / HOUR_MS, channels])).toEqual([
    [9, 160],
    [10, 80],
    [24, 80],
  ]);
  expect(capacityOf([], 80, { fromMs: 0, toMs: 10 })).toEqual([
    [0, 0],
    [10, 0],
  ]);
});

test('what is not as usual comes with what to do, the worst first, a high alarm and gaps in the answer too', () => {
  const condition = (severity: 'info' | 'critical', says: string) => ({
    key: 'surge' as const,
    since: at(8),
    severity,
    says,
    ...(severity === 'info' && { detail: 'Asked by ada.' }),
    whatToDo: 'Look.',
  });
  const { troubles } = viewOf(
    answers({
      conditions: [condition('info', 'override'), condition('critical', 'late')],
      problems: ['heartbeats: throttled'],
      standing: {
        ...answers().status.standing,
        alarms: [
          { name: 'utilisation', isHigh: true, since: at(8) },
          { name: 'other', isHigh: false, since: at(8) },
        ],
      },
    }),
  );
  expect(troubles.map(({ severity, says }) => [severity, says])).toEqual([
    ['critical', 'late'],
    ['warning', "CloudWatch's alarm utilisation is on"],
    ['warning', 'cannot be read: heartbeats: throttled'],
    ['info', 'override. Asked by ada'],
  ]);
  expect(troubles[0]?.whatToDo).toBe('Look.');
});

test('events are told newest first, with who asked for them', () => {
  const order = { kind: 'override-set', id: '1', what: 'at least 5', reason: 'a vote' } as const;
  const before = answers();
  const changes = [...before.history.changes, { ...order, at: at(9), onBehalfOf: 'ada' }];
  const { events } = viewOf({ ...before, history: { ...before.history, changes } });
  expect(events.map(({ slot: of, says, onBehalfOf }) => [of, says, onBehalfOf])).toEqual([
    [undefined, 'at least 5: a vote', 'ada'],
    [2, 'serving: because', undefined],
    [2, 'launching: because', undefined],
  ]);
});

test('a fleet that no tick has seen yet is shown without a decision', () => {
  expect(viewOf(answers({ decision: undefined })).decision).toBeUndefined();
});

test('what only a tick changes is asked for once for each tick, after an order, and the load from where it ended', async () => {
  const asked: Record<string, unknown>[] = [];
  const told = { ...answers() };
  const read = createReader(async <Answer>(question: object) => {
    asked.push({ ...question });
    return told[(question as { show: keyof Answers }).show] as Answer;
  });
  await read({ isWhole: false });
  await read({ isWhole: false });
  expect(asked.map(({ show }) => show)).toEqual([
    ...['status', 'day', 'plan', 'history', 'load'],
    'status',
  ]);
  told.status = answers({ decision: { ...DECISION, at: at(9.02) } }).status;
  await read({ isWhole: false });
  expect(asked.slice(6).map(({ show }) => show)).toEqual(['status', 'plan', 'history', 'load']);
  expect(asked.at(-1)).toMatchObject({
    from: new Date(Date.parse(at(8.9)) - 600_000).toISOString(),
  });
  told.status = answers({ at: at(24), decision: { ...DECISION, at: at(24) } }).status;
  await read({ isWhole: false });
  expect(asked.slice(10).map(({ show }) => show)).toContain('day');
  const before = asked.length;
  await read({ isWhole: true });
  expect(asked.slice(before).map(({ show }) => show)).toContain('history');
});
