import { expect, test } from '@jest/globals';
import type { Heartbeat } from '../../../../shared/domain/heartbeat.ts';
import type { Flag, Slot } from '../../../../shared/domain/slot/slot.ts';
import { known, type Observed } from '../../../../shared/planner/observed.ts';
import { plan } from '../../../../shared/planner/plan.ts';
import { attentionOf } from '../../../../shared/usecases/reconcile/attention.ts';
import {
  type Reconciliation,
  reconciliationOf,
  reportOf,
} from '../../../../shared/usecases/reconcile/report.ts';
import type { Tick } from '../../../../shared/usecases/reconcile/tick.ts';
import {
  after,
  definition,
  draining,
  heartbeat,
  NIGHT_MS,
  serving,
  wellObserved,
} from '../../../support/fleet.ts';

const MINUTE_MS = 60_000;
const LONG_AGO_MS = NIGHT_MS - 60 * MINUTE_MS;
const NODES = [
  { name: 'sbc-1', principal: 'role/sbc-1' },
  { name: 'sbc-2', principal: 'role/sbc-2' },
];

/** One run over what is observed, with all that it wrote. */
function ran(observed: Observed): Reconciliation {
  const fleet = definition();
  const own = { ...fleet, slots: 3, routing: { ...fleet.routing, nodes: NODES } };
  const made = plan(own, observed, { nowMs: NIGHT_MS, writer: 'a test' });
  const written = made.writes.map(({ after: slot }) => [slot.number, slot] as const);
  const slots = new Map([
    ...observed.slots.map((slot) => [slot.number, slot] as const),
    ...written,
  ]);
  return reconciliationOf({ definition: own, slots, errors: [] } as unknown as Tick, made);
}

function attention(slots: readonly Slot[], change: Partial<Observed> = {}) {
  const { slots: left, decision } = ran(wellObserved(slots, NIGHT_MS, change));
  return decision && attentionOf(left, decision);
}

const one = serving(1, LONG_AGO_MS);
const two = serving(2, LONG_AGO_MS);
const three = serving(3, LONG_AGO_MS);

/** The heartbeat of the first slot is as old as this and says this; those of the others are new. */
function beats(ageMs: number, change: Partial<Heartbeat> = {}): Partial<Observed> {
  const first = heartbeat('i-1', NIGHT_MS - ageMs, change);
  const each = [first, heartbeat('i-2', NIGHT_MS), heartbeat('i-3', NIGHT_MS)];
  return { heartbeats: known(new Map(each.map((beat) => [beat.instanceArn, beat]))) };
}

/** Revision 7 was published so long ago, and these nodes have applied it. */
function waitingFor(minutes: number, ...appliedBy: readonly string[]): Partial<Observed> {
  const applied = { revision: 7, atMs: NIGHT_MS, by: 'a test' };
  return {
    published: { revision: 7, atMs: LONG_AGO_MS, waitingSinceMs: NIGHT_MS - minutes * MINUTE_MS },
    acknowledgements: appliedBy.map((node) => ({ node, ...applied })),
  };
}

test('a fleet that is well needs nobody', () => {
  expect(attention([one, two, three], waitingFor(10, 'sbc-1', 'sbc-2'))).toBe(0);
});

test('a heartbeat that is only late is nobody’s business; one that stays away is', () => {
  const { silentAfter } = definition().instance;
  expect(attention([one, two, three], beats(silentAfter - 1))).toBe(0);
  expect(attention([one, two, three], beats(silentAfter + 1))).toBe(1);
});

test('a drain that is overdue counts', () => {
  const old = draining(1, NIGHT_MS - definition().drain.overdueAfter - MINUTE_MS, LONG_AGO_MS);
  const young = draining(1, NIGHT_MS - MINUTE_MS, NIGHT_MS - MINUTE_MS);
  expect(attention([old, two, three])).toBe(1);
  expect(attention([young, two, three])).toBe(0);
});

test('an instance that serves although it cannot counts, and one that drains for it does not', () => {
  const flag = { kind: 'flag-raised', flag: 'unhealthy' } as const;
  const ill = beats(0, { ready: false, reasons: ['no timing'] });
  expect(attention([after(one, NIGHT_MS, flag), two, three], ill)).toBe(1);
  expect(attention([after(draining(1, NIGHT_MS), NIGHT_MS, flag), two, three], ill)).toBe(0);
});

test('each softswitch node counts that is two minutes behind', () => {
  expect(attention([one, two, three], waitingFor(1.9))).toBe(0);
  expect(attention([one, two, three], waitingFor(2))).toBe(2);
  expect(attention([one, two, three], waitingFor(2, 'sbc-1'))).toBe(1);
});

test('a slot counts once, whatever is the matter with it', () => {
  const raised = (flag: Flag) => ({ kind: 'flag-raised', flag }) as const;
  const silent = after(draining(1, LONG_AGO_MS), LONG_AGO_MS, raised('silent'));
  const overdue = after(silent, LONG_AGO_MS, raised('overdue'));
  expect(attention([overdue, two, three], beats(60 * MINUTE_MS))).toBe(1);
});

test('the log has every number that is drawn, and what may be long comes last', () => {
  const report = reportOf(ran(wellObserved([one, two, draining(3, NIGHT_MS)], NIGHT_MS)));
  expect(report).toMatchObject({
    ...{ fleet: 'in-ngn', outcome: 'done', serving: expect.any(Number), coming: 0 },
    ...{ channels: expect.any(Number), attemptsPerSecond: expect.any(Number) },
    ...{ utilisation: expect.any(Number), draining: expect.any(Number), stopping: 0, vacant: 0 },
    ...{ silent: 0, unhealthy: 0, overdue: 0, unacknowledgedMs: 0, attention: 0 },
  });
  expect(Object.keys(report).slice(-2)).toEqual(['unacknowledgedBy', 'changes']);
});
