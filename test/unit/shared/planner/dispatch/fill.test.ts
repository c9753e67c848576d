import { expect, test } from '@jest/globals';
import { fill } from '../../../../../shared/planner/dispatch/fill.ts';

const tiers = [
  [
    { slot: 1, channels: 100 },
    { slot: 2, channels: 50 },
  ],
  [{ slot: 3, channels: 100 }],
];

test.each([
  ['within the first tier, by its room', 75, [50, 25, 0]],
  ['the first tier whole', 150, [100, 50, 0]],
  ['into the second', 200, [100, 50, 50]],
  ['beyond all of them, to all alike', 500, [200, 100, 200]],
  ['nothing', 0, [0, 0, 0]],
])('fills %s', (_, load, expected) => {
  expect([...fill(load, tiers).values()]).toEqual(expected);
});

test('whatever is carried is given out, neither more nor less', () => {
  for (let load = 0; load < 600; load += 7) {
    const sum = [...fill(load, tiers).values()].reduce((total, channels) => total + channels, 0);
    expect(sum).toBeCloseTo(load);
  }
});
