import { expect, test } from '@jest/globals';
import type { Slot } from '../../../../shared/domain/slot/slot.ts';
import type { Observed } from '../../../../shared/planner/observed.ts';
import { plan } from '../../../../shared/planner/plan.ts';
import {
  definition,
  launching,
  NIGHT_MS,
  serving,
  slotAfter,
  wellObserved,
} from '../../../support/fleet.ts';

const fleet = definition();
const MINUTE_MS = 60_000;
/** On the rise in New York: until the minute before, two instances are enough. */
const THREE_NEEDED_MS = Date.parse('2026-11-18T14:35:00Z');
const vacant = (number: number) => slotAfter(number, NIGHT_MS);

function late(
  beforeMs: number,
  slots: readonly Slot[],
  change: Partial<Observed> = {},
  of = fleet,
) {
  const nowMs = THREE_NEEDED_MS - beforeMs;
  const { conditions } = plan(of, wellObserved(slots, nowMs, change), { nowMs, writer: 'run' });
  return conditions.find(({ key }) => key === 'late-for-rise');
}

const two = [serving(1, NIGHT_MS), serving(2, NIGHT_MS), vacant(3), vacant(4), vacant(5)];

test('capacity that is not there is told twenty minutes before, ten before, and at the time', () => {
  const stages = [30, 21, 20, 15, 10, 5, 0].map((minutes) => late(minutes * MINUTE_MS, two)?.stage);
  expect(stages).toEqual([undefined, undefined, 1, 1, 2, 2, 3]);
});

test('ten minutes before it is critical', () => {
  expect(late(15 * MINUTE_MS, two)?.severity).toBe('warning');
  expect(late(10 * MINUTE_MS, two)?.severity).toBe('critical');
});

test('what has been tried and what is left is said', () => {
  const nowMs = THREE_NEEDED_MS - 10 * MINUTE_MS;
  const slots = [
    serving(1, NIGHT_MS),
    serving(2, NIGHT_MS),
    launching(3, nowMs - 9 * MINUTE_MS),
    vacant(4),
    vacant(5),
  ];
  const refused = [
    {
      zone: 'us-east-1a',
      instanceType: 'c7g.large',
      code: 'InsufficientInstanceCapacity',
      refusedAtMs: nowMs - MINUTE_MS,
      untilMs: nowMs + MINUTE_MS,
    },
  ];
  const condition = late(10 * MINUTE_MS, slots, { refused });
  expect(condition?.says).toBe('capacity for 09:35 is late: 3 instances needed, 2 in service');
  expect(condition?.detail).toBe(
    'Tried: slot 3 launching for 9 minutes; c7g.large in us-east-1a: InsufficientInstanceCapacity. ' +
      'Left: 2 vacant slots, 19 launches this hour.',
  );
});

test('capacity that is there ten minutes before is never late', () => {
  const three = [
    serving(1, NIGHT_MS),
    serving(2, NIGHT_MS),
    serving(3, NIGHT_MS),
    vacant(4),
    vacant(5),
  ];
  for (const minutes of [20, 10, 5, 0]) expect(late(minutes * MINUTE_MS, three)).toBeUndefined();
});

test('a shorter lead time is told later, never before the launch was due', () => {
  const short = definition({ schedule: { ...fleet.schedule, leadTime: 14 * MINUTE_MS } });
  const stages = [14, 9, 8, 5, 4, 0].map(
    (minutes) => late(minutes * MINUTE_MS, two, {}, short)?.stage,
  );
  expect(stages).toEqual([undefined, undefined, 1, 1, 2, 3]);
});

test('while launches are frozen it says that this is why', () => {
  const freeze = { sinceMs: 0, launchesToo: true, reason: 'a test', onBehalfOf: 'noc' };
  const standing = { ...wellObserved(two, NIGHT_MS).standing, freeze };
  expect(late(0, two, { standing })?.whatToDo).toBe('Launches are frozen: unfreeze the fleet.');
});

test('the first boot of a new fleet is late for nothing', () => {
  const nobody = [1, 2, 3, 4, 5].map(vacant);
  expect(late(0, nobody)).toBeUndefined();
});
