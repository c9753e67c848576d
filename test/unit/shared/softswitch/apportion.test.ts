import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apportion, inSmallNumbers } from '../../../../shared/softswitch/apportion.ts';

const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 50 });

test('shares come to the whole, none below one, in the order of the weights', () => {
  fc.assert(
    fc.property(weights, (of) => {
      const shares = apportion(of, 100);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
      for (const [a, weight] of of.entries())
        for (const [b, other] of of.entries())
          if (weight > other) expect(shares[a]).toBeGreaterThanOrEqual(shares[b] ?? 0);
    }),
  );
});

test.each([
  [
    [100, 100, 100, 100],
    [25, 25, 25, 25],
  ],
  [
    [100, 100, 100],
    [34, 33, 33],
  ],
  [[100], [100]],
])('%j of a hundred is %j', (of, expected) => {
  expect(apportion(of, 100)).toEqual(expected);
});

test.each([
  [
    [100, 100, 100],
    [1, 1, 1],
  ],
  [
    [100, 50, 25],
    [10, 5, 3],
  ],
  [
    [80, 40],
    [2, 1],
  ],
  [
    [100, 1],
    [10, 1],
  ],
  [[], []],
])('%j in small numbers is %j', (of, expected) => {
  expect(inSmallNumbers(of)).toEqual(expected);
});
