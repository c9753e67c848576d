import fc from 'fast-check';
import { baked, type Recipe, recipe } from './bad-events.ts';
import { frozenWorld, INSTANCE } from './frozen-world.ts';
import { isAcceptable } from './oracle.ts';
import { FUNCTIONS, type FunctionName, payloadsFor } from './payloads.ts';
import { broken } from './rules.ts';
import { CONTEXT, subjectsOver } from './subjects.ts';
import { type Bench, refusalIn, tryOut } from './trial.ts';
import { watchProcess } from './watch.ts';

/** What became of all events of one function. */
export interface Tally {
  readonly name: FunctionName;
  readonly runs: number;
  readonly refused: number;
  /** By chance what the function should accept. */
  readonly acceptable: number;
  readonly tookMs: number;
  /** The seed, the smallest bad event and what was wrong; absent where all was well. */
  readonly failure?: string;
}

export interface BenchInMemory extends Bench {
  readonly writes: readonly unknown[];
}

/** The handlers over a world in memory, with all that they say and write. */
export function benchInMemory(): BenchInMemory {
  const watch = watchProcess();
  const world = frozenWorld();
  const subjects = subjectsOver(world);
  return {
    watch,
    call: (name, event) => subjects[name](event, CONTEXT),
    writes: world.writes,
    changes: async () => String(world.written()),
  };
}

interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** One of the fleet's own. */
  readonly instance?: string;
  /** What is acceptable by chance is not even sent. */
  readonly onlyBad?: boolean;
}

/** Bad events for one function; stops at the first that it does not stand. */
export async function fuzz(
  bench: Bench,
  name: FunctionName,
  { runs, seed, instance = INSTANCE, onlyBad = false }: FuzzOptions,
): Promise<Tally> {
  const payloads = payloadsFor(instance)[name];
  const trials = { refused: 0, acceptable: 0 };
  const startedMs = performance.now();
  const property = fc.asyncProperty(recipe, async (made) => {
    const event = baked(made, payloads);
    const acceptable = isAcceptable(name, event);
    fc.pre(!(onlyBad && acceptable));
    const trial = await tryOut(bench, name, { event, isAcceptable: acceptable });
    if (refusalIn(trial.answer)) trials.refused += 1;
    if (trial.isAcceptable) trials.acceptable += 1;
    const wrong = broken(trial);
    if (wrong.length > 0) throw new Error(wrong.join('; '));
  });
  const result = await fc.check(property, { numRuns: runs, seed });
  const tally = { name, runs: result.numRuns, ...trials, tookMs: performance.now() - startedMs };
  if (!result.failed) return tally;
  const [smallest] = result.counterexample ?? [];
  const failure = smallest
    ? await told(bench, name, { event: baked(smallest, payloads), smallest, seed, runs })
    : `seed ${seed}: ${String(result.errorInstance)}`;
  return { ...tally, failure };
}

const TOLD_MAX = 2_000;

interface Failure {
  readonly event: unknown;
  readonly smallest: Recipe;
  readonly seed: number;
  readonly runs: number;
}

/** All that is needed to see it again, and most of what is needed to understand it. */
async function told(bench: Bench, name: FunctionName, { event, smallest, seed, runs }: Failure) {
  const trial = await tryOut(bench, name, { event, isAcceptable: isAcceptable(name, event) });
  const { lines, faults, threw, answer } = trial;
  return [
    `${name} did not stand a bad event: ${broken(trial).join('; ')}`,
    `recipe: ${fc.stringify(smallest)}`,
    `event: ${printed(event)}`,
    `outcome: ${printed({ answer, threw, faults })}`,
    `log: ${lines.join('\n     ')}`,
    `again: FUZZ_SEED=${seed} FUZZ_RUNS=${runs} FUZZ_ONLY=${name} npm run fuzz`,
  ]
    .map((line) => line.slice(0, TOLD_MAX))
    .join('\n');
}

/** What is nested too deep cannot be printed; the recipe says what it was. */
function printed(value: unknown): string {
  try {
    return fc.stringify(value);
  } catch {
    return 'too deep to be printed';
  }
}

/** Every function, or the one that is asked for; the watch ends with it. */
export async function fuzzAll(options: FuzzOptions, only?: string): Promise<readonly Tally[]> {
  const bench = benchInMemory();
  const tallies: Tally[] = [];
  try {
    for (const name of FUNCTIONS)
      if (only === undefined || only === name) tallies.push(await fuzz(bench, name, options));
    return tallies;
  } finally {
    bench.watch.end();
  }
}
