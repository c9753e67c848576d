import { expect, test } from '@jest/globals';
import { A_BATCH, withinBounds } from '../../../../shared/middleware/bounds.ts';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const list = (length: number) => Array.from({ length }, () => 0);
const text = (length: number) => 'x'.repeat(length);

test.each([
  ['256 KB of text', text(262_144), [text(262_144)]],
  ['the names of fields', { [text(262_144)]: 0 }, { [text(262_145)]: 0 }],
  ['10,000 names and values', list(4_999), list(5_000)],
  ['lists in lists', [list(2_498), list(2_499)], [list(2_499), list(2_499)]],
  ['32 levels', nested(32), nested(33)],
])('%s are enough, and more is refused', (_, most, tooMuch) => {
  expect(withinBounds(most)).toBe(most);
  expect(() => withinBounds(tooMuch)).toThrow(/^the event: expected at most \d+ \w+, found more$/);
});

test('a batch may hold more than an event, and not without end', () => {
  expect(withinBounds(list(5_000), A_BATCH)).toHaveLength(5_000);
  expect(() => withinBounds(list(125_000), A_BATCH)).toThrow(/at most 250000 values/);
  expect(() => withinBounds([text(6_291_457)], A_BATCH)).toThrow(/at most 6291456 characters/);
});
