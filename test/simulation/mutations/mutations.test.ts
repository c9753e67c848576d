import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MUTATIONS } from './mutations.ts';

test.each(MUTATIONS)('$name: the lines that it changes are there, once', ({ file, from, to }) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  expect(text.split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});
