// Many seeds on all cores: `npm run simulate -- --seeds 10000`.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { RULES } from './checks/violation.ts';
import { FIXED_SEEDS } from './fixed-seeds.ts';
import { MARKS } from './marks.ts';
import { type Tried, trySeed } from './try-seed.ts';

const USAGE = `npm run simulate -- [options]

  --seeds N      so many seeds (200)
  --from N       the first of them (1; "random" draws one and prints it)
  --fixed        the seeds that together reach every mark, and fail when one is not reached
  --seed N       this one alone, with its faults and its last steps
  --cores N      on so many of them (all)
  --once         run each seed once, not twice
  --until-first  stop at the first violation
  --json         one line of figures at the end
  --help

Ends with 0 when nothing was violated, 1 when something was, 2 when it was not understood.
`;
const DAY_MS = 86_400_000;
const BATCH = 4;
const RANDOM_MAX = 2 ** 31;
const FAILURES_SHOWN = 5;

interface Options {
  readonly seeds: readonly number[];
  readonly isFixed: boolean;
  readonly cores: number;
  readonly isTwice: boolean;
  readonly untilFirst: boolean;
  readonly json: boolean;
}

interface Total {
  done: number;
  simulatedMs: number;
  readonly marks: Set<string>;
  readonly failures: Tried[];
}

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    process.stderr.write(options);
    return options === USAGE ? 0 : 2;
  }
  const startedAtMs = performance.now();
  const total: Total = { done: 0, simulatedMs: 0, marks: new Set(), failures: [] };
  const show = () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    process.stderr.write(`\r${progressOf(total, options, seconds)}`);
  };
  await overAllCores(options, (tried) => {
    count(total, tried);
    if (process.stderr.isTTY) show();
  });
  show();
  process.stderr.write('\n');
  const seconds = (performance.now() - startedAtMs) / 1000;
  for (const failure of total.failures.slice(0, FAILURES_SHOWN)) say(storyOf(failure));
  const missing = missingOf(total);
  if (options.seeds.length > 1) say(missing);
  if (options.json) say(`${JSON.stringify(figuresOf(total, options, seconds))}\n`);
  const isIncomplete = options.isFixed && missing !== '';
  return total.failures.length > 0 || isIncomplete ? 1 : 0;
}

function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        seeds: { type: 'string', default: '200' },
        from: { type: 'string', default: '1' },
        seed: { type: 'string' },
        cores: { type: 'string', default: String(availableParallelism()) },
        fixed: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        'until-first': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return USAGE;
    const seeds = values.fixed ? FIXED_SEEDS : seedsOf(values);
    const cores = Math.min(whole('cores', values.cores), Math.ceil(seeds.length / BATCH));
    return {
      seeds,
      isFixed: values.fixed,
      cores: Math.max(1, cores),
      isTwice: !values.once,
      untilFirst: values['until-first'],
      json: values.json,
    };
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n`;
  }
}

function seedsOf({ seed, from, seeds }: Record<'from' | 'seeds', string> & { seed?: string }) {
  if (seed !== undefined) return [whole('seed', seed)];
  const first = from === 'random' ? randomInt(RANDOM_MAX) : whole('from', from);
  return Array.from({ length: whole('seeds', seeds) }, (_, index) => first + index);
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && text.trim() !== '') return number;
  throw new Error(`--${name}: expected a whole number, found "${text}"`);
}

/** Seeds in small batches, to whichever core is free. */
async function overAllCores(options: Options, onTried: (tried: Tried) => void): Promise<void> {
  const { seeds, cores, isTwice, untilFirst } = options;
  let next = 0;
  let isOver = false;
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url));
    while (next < seeds.length && !isOver) {
      const batch = seeds.slice(next, next + BATCH);
      next += batch.length;
      worker.postMessage({ seeds: batch, isTwice });
      const [tried] = (await once(worker, 'message')) as [readonly Tried[]];
      for (const each of tried) onTried(each);
      if (untilFirst && tried.some(({ violation }) => violation)) isOver = true;
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: cores }, work));
}

function count(total: Total, tried: Tried): void {
  total.done += 1;
  total.simulatedMs += tried.simulatedMs;
  for (const mark of tried.marks) if (MARKS.has(mark)) total.marks.add(mark);
  if (tried.violation) total.failures.push(tried);
}

function progressOf(total: Total, { seeds }: Options, seconds: number): string {
  const days = total.simulatedMs / DAY_MS;
  return (
    `${total.done} of ${seeds.length} seeds from ${seeds[0]}, ${total.failures.length} violations, ` +
    `${days.toFixed(1)} days at ${(days / seconds).toFixed(2)} a second, ` +
    `marks ${total.marks.size} of ${MARKS.size}`
  );
}

function storyOf({ seed, violation, faults }: Tried): string {
  if (!violation) return '';
  const { rule, atMs, says, steps } = violation;
  return [
    '',
    `seed ${seed}: ${rule}, ${RULES[rule]}`,
    `  at ${new Date(atMs).toISOString()}: ${says}`,
    '  faults:',
    ...faults.map((fault) => `    ${fault}`),
    '  the last steps:',
    ...steps.map((step) => `    ${step}`),
    `  again: npm run simulate -- --seed ${seed}`,
    '',
  ].join('\n');
}

function missingOf({ marks }: Total): string {
  const missing = [...MARKS].filter((mark) => !marks.has(mark));
  return missing.length === 0 ? '' : `not reached: ${missing.join(', ')}\n`;
}

function figuresOf(total: Total, { seeds, cores }: Options, seconds: number) {
  const days = total.simulatedMs / DAY_MS;
  return {
    first: seeds[0],
    seeds: total.done,
    violations: total.failures.length,
    seedsViolated: total.failures.map(({ seed }) => seed),
    days: Number(days.toFixed(1)),
    daysPerSecond: Number((days / seconds).toFixed(3)),
    daysPerSecondAndCore: Number((days / seconds / cores).toFixed(3)),
    marks: { reached: total.marks.size, total: MARKS.size },
  };
}

function say(text: string): void {
  process.stdout.write(text);
}

interface Job {
  readonly seeds: readonly number[];
  readonly isTwice: boolean;
}

async function answer({ seeds, isTwice }: Job): Promise<void> {
  const tried: Tried[] = [];
  for (const seed of seeds) tried.push(await trySeed(seed, { isTwice }));
  parentPort?.postMessage(tried);
}

if (isMainThread) process.exitCode = await main(process.argv.slice(2));
else parentPort?.on('message', (job: Job) => void answer(job));
