import { expect, test } from '@jest/globals';
import type { Functions } from '../../cli/connection/functions.ts';
import { readChanges, readLoad } from '../../cli/connection/past.ts';
import { iso } from '../../shared/domain/time.ts';

const MINUTE_MS = 60_000;
const FROM_MS = Date.parse('2026-11-01T00:00:00Z');
const PAGE = 100;

interface Question {
  readonly show: string;
  readonly from: string;
  readonly to: string;
}

/** Answers with the newest of what it has, as the function does. */
function functionsWith(lines: readonly { readonly at: string }[]) {
  const asked: Question[] = [];
  const functions = {
    invoke: async (_: string, event: Question) => {
      asked.push(event);
      const within = lines.filter(({ at }) => at >= event.from && at < event.to);
      const page = within.slice(-PAGE);
      const leftOut = within.length - page.length;
      return { changes: page, samples: page, leftOut };
    },
  } as unknown as Functions;
  return { functions, asked };
}

/** Three in each minute, which no page may part. */
const LINES = Array.from({ length: 900 }, (_, index) => ({
  at: iso(FROM_MS + Math.floor(index / 3) * MINUTE_MS),
  index,
}));

test.each([
  ['changes', readChanges],
  ['samples', readLoad],
])(
  'more %s than an answer holds are asked for page by page, each once and in order',
  async (_, read) => {
    const { functions } = functionsWith(LINES);
    const span = { fleet: 'in-ngn', fromMs: FROM_MS, toMs: FROM_MS + 300 * MINUTE_MS };
    expect(await read(functions, span)).toEqual(LINES);
  },
);

test('a long past is asked for in short spans, without a gap and without an overlap', async () => {
  const { functions, asked } = functionsWith([]);
  const toMs = FROM_MS + 64 * 24 * 60 * MINUTE_MS;
  expect(await readLoad(functions, { fleet: 'in-ngn', fromMs: FROM_MS, toMs })).toEqual([]);
  expect(asked[0]?.from).toBe(iso(FROM_MS));
  expect(asked.at(-1)?.to).toBe(iso(toMs));
  expect(asked.slice(1).map(({ from }) => from)).toEqual(asked.slice(0, -1).map(({ to }) => to));
  expect(asked).toHaveLength(22);
});
