import { isDeepStrictEqual } from 'node:util';
import { beginShortLife, brokenRules, type Outcome } from './short-life.ts';

/** Long enough for one launch, one retire and what a death delays. */
const MINUTES = 19;

/**
 * `dies`: the function is dead before the call, and so after the one before it, whose answer it may
 * never have heard. `deaf`: the call acts, its answer is lost, and the function lives on.
 */
export type Way = 'dies' | 'deaf';

interface Life {
  readonly outcome: Outcome;
  readonly broken: readonly string[];
  readonly calls: readonly string[];
  /** How many calls there had been before each tick. */
  readonly ticks: readonly number[];
}

/** Prints a line of JSON for each cell that comes out otherwise than an undisturbed life, and a last one with the count. */
async function main([way = 'dies', only]: readonly string[]): Promise<void> {
  // A dead function does not try again; a living one does.
  process.env['AWS_MAX_ATTEMPTS'] = way === 'deaf' ? '2' : '1';
  const undisturbed = await liveThrough();
  const count = undisturbed.calls.length;
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const cells = only ? [Number(only)] : all.filter((call) => isOwnCell(undisturbed, call));
  for (const call of cells) {
    const { outcome, broken } = await liveThrough(way as Way, call);
    const isSame = isDeepStrictEqual(outcome, undisturbed.outcome);
    if (isSame && broken.length === 0) continue;
    print({ way, call, action: undisturbed.calls[call - 1], broken, outcome });
  }
  print({ cells: cells.length, outcome: undisturbed.outcome, broken: undisturbed.broken });
}

/** Runs the life; one call is disturbed, and the next tick comes as ever. */
async function liveThrough(way?: Way, call = 0): Promise<Life> {
  const life = await beginShortLife();
  const { faults, calls: heard } = life.stage.cloud;
  const calls: string[] = [];
  const broken: string[] = [];
  const ticks: number[] = [];
  for (let minute = 0; minute < MINUTES; minute += 1) {
    let from = 0;
    await life.minute(() => {
      from = heard.length;
      const next = call - calls.length;
      if (way === 'deaf' && next > 0) faults.loseAnswer(next);
      if (way === 'dies' && next > 0) faults.dieAt(next);
    });
    ticks.push(calls.length);
    calls.push(...heard.slice(from));
    broken.push(...brokenRules(life));
  }
  const outcome = await life.outcome();
  await life.close();
  return { outcome, broken, calls, ticks };
}

/** Dying before a look at the world is dying before the next change of it; quiet ticks are all alike. */
function isOwnCell(life: Life, call: number): boolean {
  const action = life.calls[call - 1] ?? '';
  const isLook = /^(Describe|Query|BatchGet|Get)/.test(action);
  return !isLook && !isAmongItsLike(life, call) && !isInQuietTick(life, call);
}

/** Of many calls of one kind in a row, one for each slot, the first and the last stand for all. */
function isAmongItsLike({ calls }: Life, call: number): boolean {
  const [before, action, after] = calls.slice(call - 2, call + 1);
  return before === action && action === after;
}

/** Source: `refusal.test.ts`, a quiet tick. */
const QUIET_CALLS = 8;

/** A tick that only looked; the first stands for all. */
function isInQuietTick({ calls, ticks }: Life, call: number): boolean {
  const start = ticks.findLast((before) => before < call) ?? 0;
  const end = ticks.find((before) => before >= call) ?? calls.length;
  const isQuiet = end - start <= QUIET_CALLS;
  return isQuiet && calls.indexOf('BatchGetItem') < start;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await main(process.argv.slice(2));
