import { expect, test } from '@jest/globals';
import { bugIn } from './checks/bug.ts';
import { trySeed } from './try-seed.ts';

/** A taste: the rest is `npm run simulate`, which uses all cores and has more time. */
const SEEDS = [1, 2, 3, 4];

test.each(SEEDS)('seed %i breaks no rule, and is the same run twice', async (seed) => {
  const { violation, simulatedMs } = await trySeed(seed, { isTwice: true });
  expect(violation).toBeUndefined();
  expect(simulatedMs).toBeGreaterThan(20 * 60_000);
});

test("a programmer's error is found behind whatever wraps it", () => {
  const wrapped = new Error('writing slot 3', { cause: new TypeError('x is undefined') });
  expect(bugIn(new Error('tick', { cause: wrapped }))).toContain('x is undefined');
  expect(bugIn(new Error('TimeoutError'))).toBeUndefined();
});
