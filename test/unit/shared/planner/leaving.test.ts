import { expect, test } from '@jest/globals';
import type { Slot } from '../../../../shared/domain/slot/slot.ts';
import type { Standing } from '../../../../shared/domain/standing/standing.ts';
import type { Observed } from '../../../../shared/planner/observed.ts';
import { known, unknown } from '../../../../shared/planner/observed.ts';
import { plan } from '../../../../shared/planner/plan.ts';
import {
  after,
  definition,
  draining,
  heartbeat,
  NIGHT_MS,
  serving,
  slotAfter,
  wellObserved,
} from '../../../support/fleet.ts';

const fleet = definition();
const HOUR_MS = 3_600_000;
const LONG_AGO_MS = NIGHT_MS - 5 * HOUR_MS;
const vacant = (number: number) => slotAfter(number, LONG_AGO_MS);
const held = (slot: Slot, atOnce = false) => after(slot, LONG_AGO_MS, { kind: 'held', atOnce });
const RETIRES_IN = (ms: number) => [
  { instanceId: 'i-1', kind: 'maintenance' as const, says: 'retired', notBeforeMs: NIGHT_MS + ms },
];

interface Given extends Partial<Observed> {
  readonly stands?: Partial<Standing>;
}

/** What happens to each slot, and what is launched. */
function does(some: readonly Slot[], { stands, ...change }: Given = {}): string[] {
  const there = new Set(some.map(({ number }) => number));
  const slots = [...some, ...[1, 2, 3, 4, 5].filter((number) => !there.has(number)).map(vacant)];
  const observed = wellObserved(slots, NIGHT_MS, change);
  const standing = { ...observed.standing, ...stands };
  const { writes, actions } = plan(
    fleet,
    { ...observed, standing },
    { nowMs: NIGHT_MS, writer: 'run' },
  );
  return [
    ...writes.map(({ before, after: next }) => `${next.number}: ${before?.state} -> ${next.state}`),
    ...actions.flatMap((action) =>
      action.kind === 'launch' ? [`launch ${action.slots.map(({ number }) => number)}`] : [],
    ),
  ];
}

/** Little enough for one instance. */
const quiet: Given = {
  heartbeats: known(
    new Map(
      ['i-1', 'i-2']
        .map((id) =>
          heartbeat(id, NIGHT_MS, { channels: 10, calls: 10, callAttemptsLastMinute: 3 }),
        )
        .map((beat) => [beat.instanceArn, beat]),
    ),
  ),
};
const one = serving(1, LONG_AGO_MS);
const two = serving(2, LONG_AGO_MS);

test('what is to go stays until another carries its calls', () => {
  expect(does([held(one), vacant(2), vacant(3)])).toEqual(['launch 2']);
  expect(does([held(one), two, vacant(3)])).toEqual(['1: serving -> draining']);
});

test('what is to go at once goes, and another is launched beside it', () => {
  expect(does([held(one, true), vacant(2)])).toEqual(['1: serving -> draining', 'launch 2']);
});

test('while the load is not known, nothing that may wait goes', () => {
  const away: Given = { heartbeats: unknown('DynamoDB is away') };
  expect(does([held(one), two], away)).toEqual([]);
  const silent = { heartbeats: known(new Map()) };
  expect(does([held(one), two], silent).filter((line) => line.includes('draining'))).toEqual([]);
});

test('a slot that is held back is not launched into, nor taken back', () => {
  expect(does([held(vacant(1)), vacant(2)])).toEqual(['launch 2']);
  const leaving = held(draining(1, NIGHT_MS - HOUR_MS));
  expect(does([leaving, vacant(2)])).toContain('launch 2');
});

test('an instance that AWS takes away is replaced a day before, and drained two hours before at the latest', () => {
  const slots = [one, vacant(2)];
  expect(does(slots, { stands: { warnings: RETIRES_IN(30 * HOUR_MS) } })).toEqual([]);
  expect(does(slots, { stands: { warnings: RETIRES_IN(20 * HOUR_MS) } })).toEqual(['launch 2']);
  expect(does(slots, { stands: { warnings: RETIRES_IN(HOUR_MS) } })).toEqual([
    '1: serving -> draining',
    'launch 2',
  ]);
});

test('when the load falls, what is to go anyway goes first', () => {
  const warnings = RETIRES_IN(30 * HOUR_MS);
  expect(does([one, two], { ...quiet, stands: { warnings } })).toEqual(['1: serving -> draining']);
  expect(does([one, two], quiet)).toEqual(['2: serving -> draining']);
});

test('instances are replaced one at a time, the lowest slot first, and none while the fleet is frozen', () => {
  const replacement = { requestedAtMs: NIGHT_MS - HOUR_MS, reason: 'new image', onBehalfOf: 'ada' };
  const freeze = { sinceMs: NIGHT_MS, launchesToo: false, reason: 'a test', onBehalfOf: 'ada' };
  const slots = [one, vacant(2)];
  expect(does(slots, { stands: { replacement } })).toEqual(['launch 2']);
  expect(does(slots, { stands: { replacement, freeze } })).toEqual([]);
  const fresh = serving(2, NIGHT_MS - 60_000);
  expect(does([one, fresh], { stands: { replacement } })).toEqual(['1: serving -> draining']);
  expect(does([fresh, vacant(1)], { stands: { replacement } })).toEqual([]);
});

test('a frozen fleet keeps what the load does not need', () => {
  const freeze = { sinceMs: NIGHT_MS, launchesToo: false, reason: 'a test', onBehalfOf: 'ada' };
  expect(does([one, two], { ...quiet, stands: { freeze } })).toEqual([]);
  const over = { ...freeze, untilMs: NIGHT_MS };
  expect(does([one, two], { ...quiet, stands: { freeze: over } })).toEqual([
    '2: serving -> draining',
  ]);
});
