import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { FUNCTIONS } from './payloads.ts';
import type { Tally } from './run.ts';

const { FUZZ_RUNS = '500', FUZZ_SEED = '1' } = process.env;
/** Lambda ends a function of ours at 512 MB; what is not the heap needs some of it. */
const HEAP_MB = 384;
/** A failure is made smaller before it is told, which takes its time. */
const TIME_OUT_MS = 300_000 + 100 * Number(FUZZ_RUNS);

interface Outcome {
  readonly seed: number;
  readonly tallies: readonly Tally[];
}

let outcome: Outcome;
// In a process of its own: here Jest would catch what ends a process, and could not say by which event.
beforeAll(async () => {
  const script = new URL('fuzz.ts', import.meta.url).pathname;
  const run = promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP_MB}`, script], {
    env: { ...process.env, FUZZ_RUNS, FUZZ_SEED },
    maxBuffer: 2 ** 26,
    timeout: TIME_OUT_MS,
  });
  // It exits with 1 where it found something, and says what all the same.
  const { stdout, stderr } = await run.catch(
    (error: { readonly stdout: string; readonly stderr: string }) => error,
  );
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the process ended: ${stderr.slice(-2_000)}`);
  outcome = JSON.parse(last) as Outcome;
}, TIME_OUT_MS);

const tallyOf = (name: string) => outcome.tallies.find((tally) => tally.name === name);

test.each(FUNCTIONS)('%s refuses every bad event in one line, and nothing else happens', (name) => {
  const tally = tallyOf(name);
  expect(tally?.failure ?? 'none').toBe('none');
  expect(tally?.runs).toBe(Number(FUZZ_RUNS));
});

test.each(FUNCTIONS)('most of what %s was sent was bad, and some was not', (name) => {
  const { runs = 0, refused = 0, acceptable = 0 } = tallyOf(name) ?? {};
  expect(refused).toBeGreaterThan(0.2 * runs);
  expect(acceptable).toBeGreaterThan(0);
});
