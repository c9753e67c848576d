// Bad events for every function, in a process of its own: FUZZ_RUNS=100000 npm run fuzz
import { fuzzAll } from './run.ts';

const { FUZZ_RUNS = '1000', FUZZ_SEED, FUZZ_ONLY } = process.env;
const seed = Number(FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const say = (line: string) => process.stdout.write(`${line}\n`);

const tallies = await fuzzAll({ runs: Number(FUZZ_RUNS), seed }, FUZZ_ONLY);
say(`seed ${seed}`);
for (const { name, runs, refused, acceptable, tookMs, failure } of tallies) {
  const rate = Math.round((1_000 * runs) / tookMs);
  say(
    `${name.padEnd(22)} ${runs} events, ${refused} refused, ${acceptable} acceptable, ${rate} per second`,
  );
  if (failure) say(failure);
}
// For the test that starts this; the last line of what is said.
say(JSON.stringify({ seed, tallies }));
process.exitCode = tallies.some(({ failure }) => failure) ? 1 : 0;
