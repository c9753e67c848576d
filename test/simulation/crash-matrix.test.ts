import { beforeAll, expect, test } from '@jest/globals';
import type { CallFault } from './faults/call-faults.ts';
import { liveShortly, type ShortLife } from './short-life.ts';

/** But for the calls that every tick makes. */
const CHANGES = /^(Put|Update|Run|Create|Terminate|Associate|Disassociate|Publish)/;

let undisturbed: ShortLife;
/** Numbers of the calls that are tried: of all ticks that changed something, and of one that did not. */
let cells: readonly number[];

beforeAll(async () => {
  undisturbed = await liveShortly(() => undefined);
  const quietest = Math.min(...undisturbed.ticks.map((calls) => calls.length));
  let seenQuiet = false;
  let number = 0;
  cells = undisturbed.ticks.flatMap((calls) => {
    const isQuiet = calls.length === quietest;
    const isTried = !isQuiet || !seenQuiet;
    seenQuiet ||= isQuiet;
    return calls.flatMap((_, index) => {
      number += 1;
      const isLook = !CHANGES.test(calls[index] ?? '');
      const isAfterLook = isLook && !CHANGES.test(calls[index - 1] ?? 'Put');
      // Between two looks nothing has changed: that is one place to die, not two.
      return isTried && !isAfterLook ? [number] : [];
    });
  });
});

test('one launch and one retire, as they are when nothing is wrong', () => {
  expect(undisturbed.outcome).toEqual({
    slots: ['1 serving 1', '2 vacant 1', '3 vacant 0'],
    launched: 2,
    live: ['slot 1/1'],
    addresses: ['slot 1/1', 'free', 'free'],
    routes: [1],
    changes: [
      '1/1 became-ready: booting>serving',
      '1/1 claimed: vacant>launching',
      '1/1 launched: launching>booting',
      '2/1 became-ready: booting>serving',
      '2/1 claimed: vacant>launching',
      '2/1 drain-began: serving>draining',
      '2/1 instance-gone: stopping>resting',
      '2/1 launched: launching>booting',
      '2/1 proved-empty: draining>stopping',
      '2/1 rested: resting>vacant',
    ],
    violation: undefined,
  });
});

const WAYS: Readonly<Partial<Record<CallFault, string>>> = {
  dies: 'a function that is dead before any of its calls',
  'dies-after': 'a function that is dead after any of its calls',
  'lost-after': 'any call that acts and is not heard of',
  'server-error': 'any call that fails',
};

test.each(Object.entries(WAYS) as [CallFault, string][])(
  '%s: %s, and the next tick as ever, come to the same world',
  async (fault) => {
    const others = [];
    for (const cell of cells) {
      const { outcome } = await liveShortly((number) => (number === cell ? fault : undefined));
      const isSame = JSON.stringify(outcome) === JSON.stringify(undisturbed.outcome);
      if (!isSame) others.push({ cell, outcome });
    }
    expect(others).toEqual([]);
    expect(cells.length).toBeGreaterThan(40);
  },
  120_000,
);
