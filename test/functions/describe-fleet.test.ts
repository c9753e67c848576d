import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { statusOf } from '../../shared/usecases/describe/status.ts';
import { definition, NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

const DAY_MS = 24 * 3_600_000;

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
afterEach(() => fleet.close());

function ask<T = Record<string, unknown>>(event: unknown) {
  return fleet.invoke<T>('describe-fleet', event);
}

interface Steps {
  readonly steps: readonly {
    readonly local: string;
    readonly instances: number;
    readonly decidedBy: string;
  }[];
}

test('the status says what runs, why so many, and what is next', async () => {
  const status = await ask({ show: 'status' });
  expect(status).toMatchObject({
    fleet: 'in-ngn',
    local: '03:03',
    decision: { desired: 1, decidedBy: 'schedule', serving: 1, coming: 0 },
    routes: { slots: [1], isPublished: true },
    standing: { overrides: [], preflightFailed: [] },
    problems: [],
  });
  expect(status['slots']).toMatchObject([
    { slot: 1, state: 'serving', type: 'c7g.large', channels: 0, ready: true, flags: [] },
    { slot: 2, state: 'vacant' },
    { slot: 3, state: 'vacant' },
    { slot: 4, state: 'vacant' },
    { slot: 5, state: 'vacant' },
  ]);
  expect(status['next']).toMatchObject([{ instances: 2, decidedBy: 'schedule' }, {}, {}, {}]);
});

test('the status is told without heartbeats, and says that they are missing', async () => {
  for (let call = 1; call <= 12; call += 1)
    fleet.stage.cloud.faults.plan('BatchGetItem', { kind: 'server-error' }, call);
  const status = await ask<{ problems: string[] }>({ show: 'status' });
  expect(status.problems).toEqual([expect.stringMatching(/^heartbeats: /)]);
});

test('the plan of a day goes up and down again, and each step says what decides it', async () => {
  const { steps } = await ask<Steps>({ show: 'plan' });
  expect(steps.map(({ instances }) => instances)).toEqual([1, 2, 3, 4, 5, 4, 3, 2, 1]);
  expect(new Set(steps.map(({ decidedBy }) => decidedBy))).toEqual(new Set(['schedule']));
});

test('the status is told where the past cannot be read, and says so', async () => {
  const { store, heartbeats } = fleet.stage;
  const history = { readHistory: () => Promise.reject(new Error('throttled')) };
  const ports = { store, heartbeats, history };
  expect(await statusOf(definition(), ports, fleet.now())).toMatchObject({
    next: [],
    problems: ['what is next: throttled'],
  });
});

test('whoever asks changes nothing: a day that is over stays for the tick to put together', async () => {
  const yesterday = { atMs: fleet.now() - DAY_MS, channels: 10, attemptsPerSecond: 0.1 };
  await fleet.stage.history.addLoad('in-ngn', yesterday);
  const { calls } = fleet.stage.cloud;
  const before = calls.length;
  await ask({ show: 'plan' });
  await ask({ show: 'status' });
  expect(calls.slice(before).filter((call) => /^(Put|Update|Delete|Transact)/.test(call))).toEqual(
    [],
  );
});

interface Day {
  readonly from: string;
  readonly to: string;
  readonly projectedBy: string;
  readonly projected: readonly { readonly at: string; readonly channels: number }[];
}

test('the day is the local one, from midnight to midnight, with what was projected for it', async () => {
  const day = await ask<Day>({ show: 'day' });
  expect(day).toMatchObject({
    fleet: 'in-ngn',
    from: '2026-11-18T05:00:00.000Z',
    to: '2026-11-19T05:00:00.000Z',
    slots: 5,
    channels: { planned: 80, limit: 110 },
    projectedBy: 'schedule',
  });
  expect(day.projected).toHaveLength(288);
  expect(day.projected[0]).toEqual({ at: day.from, channels: 40 });
  expect(day.projected).toContainEqual({ at: '2026-11-18T16:30:00.000Z', channels: 400 });
});

test('an override is in the plan until it expires', async () => {
  await fleet.invoke('emergency-scale-out', { instances: 4, minutes: 90, reason: 'a vote' });
  const { steps } = await ask<Steps>({ show: 'plan', hours: 3 });
  expect(steps).toMatchObject([
    { local: '03:03', instances: 4, decidedBy: 'override' },
    { local: '04:33', instances: 1, decidedBy: 'schedule' },
  ]);
});

test('the history says who did what and why, of all slots or of one', async () => {
  await fleet.invoke('emergency-scale-out', {
    instances: 2,
    minutes: 90,
    reason: 'a vote',
    actor: 'noc',
  });
  await fleet.pass(3);
  const { changes } = await ask<{ changes: Record<string, unknown>[] }>({ show: 'history' });
  expect(changes).toContainEqual(
    expect.objectContaining({ kind: 'override-set', reason: 'a vote', onBehalfOf: 'noc' }),
  );
  const ofOne = await ask<{ changes: Record<string, unknown>[] }>({ show: 'history', slot: 2 });
  expect(ofOne.changes.map(({ slot, kind }) => [slot, kind])).toEqual([
    [2, 'claimed'],
    [2, 'launched'],
    [2, 'became-ready'],
  ]);
  const early = { show: 'history', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
  expect(await ask(early)).toMatchObject({ changes: [], leftOut: 0 });
});

test('the load is given to the minute', async () => {
  const { samples } = await ask<{ samples: unknown[] }>({ show: 'load' });
  expect(samples.at(-1)).toEqual({
    at: '2026-11-18T08:02:00.000Z',
    channels: 0,
    attemptsPerSecond: 0,
  });
});

test.each([
  [
    {},
    'show: expected one of status, day, plan, history, load, preflight, definition, found nothing',
  ],
  [{ show: 'plan', hours: 0 }, 'hours: expected a whole number of hours from 1 to 168, found 0'],
  [{ show: 'history', from: 'yesterday' }, 'from: expected a time such as'],
  [{ show: 'history', since: 1 }, 'since: no such field; allowed are show, fleet, from, to, slot'],
  [{ show: 'status', fleet: 'x' }, 'fleet: expected one of in-ngn, found "x"'],
])('%j is refused with what is allowed', async (event, because) => {
  expect(await ask(event)).toEqual({
    refused: 'input-invalid',
    because: expect.stringContaining(because),
  });
});
