import { type Comparison, comparisonText } from '../../local/report/comparison.ts';
import { comparisonPage } from '../../local/report/comparison-page.ts';
import { offer } from '../../local/trial/offered.ts';
import { type Outcome, outcomesOf } from '../../local/trial/what-if.ts';
import { writeWhole } from '../../shared/adapters/files/write-whole.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { command } from '../command.ts';
import { EXIT, notUnderstood } from '../errors.ts';
import { definitionIn } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { wholeNumber } from '../values.ts';
import { type Past, pastOfFile, pastOfFleet } from './past-calls.ts';
import { WHAT_IF } from './what-if-options.ts';

/** What the past would have cost by other policies. */
export const whatIf = command({
  synopsis: 'replay --history',
  says: `What would it have done? Takes the calls of past days, minute by minute, from the fleet's own load history or a
CSV, and gives the same calls to each policy: always on, AWS target tracking and predictive scaling, today's definition,
a changed one, and the least that is possible. Hours, cost, blocked and cut calls, as a table and in the report.
What learns from the past has learned from the two weeks before.`,
  options: WHAT_IF,
  examples: [
    'asterfleet replay --history --since 28d',
    'asterfleet replay --history --definition my-fleet.yml --price 0.0725',
    'asterfleet replay --history --traffic calls.csv --from 2026-11-16 --to 2026-11-23',
  ],
  more: `AWS's policies are emulated from its documentation (docs/sizing.md); \`terminated\` is what they do by themselves,
\`drained\` what they do with lifecycle hooks and somebody who proves each instance empty.`,
  run: async ({ values, terminal }) => {
    const seed = wholeNumber('--seed', values.seed ?? '1');
    const changed = values.definition === undefined ? undefined : definitionIn(values.definition);
    const past =
      values.traffic === undefined
        ? await pastOfFleet({ values, terminal })
        : pastOfFile(values.traffic, values);
    const comparison = compare(past, { changed, seed, price: priceIn(values.price), terminal });
    const reportFile = values.report ?? 'report.html';
    writeWhole(reportFile, comparisonPage(comparison));
    if (values.json) terminal.out(`${JSON.stringify(comparison)}\n`);
    else terminal.out(`${comparisonText(comparison)}\nThe same as a page: ${reportFile}\n`);
    return EXIT.done;
  },
});

interface How {
  readonly changed: FleetDefinition | undefined;
  readonly seed: number;
  readonly price: number | undefined;
  readonly terminal: Terminal;
}

function compare(past: Past, { changed, seed, price, terminal }: How): Comparison {
  const { definition: today, traffic, holdingMs, scale, fromMs, toMs } = past;
  const { bins, binMs } = traffic;
  const offered = offer({ bins, binMs, scale, meanHoldingMs: holdingMs, seed });
  const countFrom = Math.max(0, Math.round((fromMs - offered.fromMs) / 1000));
  const outcomes: Outcome[] = [];
  for (const outcome of outcomesOf({ today, changed, offered, countFrom, seed })) {
    terminal.err(`${outcome.policy}: ${outcome.hours.toFixed(1)} hours\n`);
    outcomes.push(outcome);
  }
  const calls = offered.arrivals.subarray(countFrom).reduce((sum, each) => sum + each, 0);
  return {
    fleet: today.fleet,
    timeZone: today.timeZone,
    fromMs: Math.max(fromMs, offered.fromMs),
    toMs,
    learnedFromMs: offered.fromMs,
    source: past.source,
    holdingSeconds: Math.round(holdingMs / 1000),
    unknownMinutes: past.unknownMinutes,
    calls,
    usdPerHour: price ?? today.instance.types[0]?.usdPerHour,
    outcomes,
  };
}

function priceIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const price = Number(text);
  if (text.trim() && price > 0) return price;
  throw notUnderstood(`--price: expected a price in US dollars such as 0.0725, found ${text}`);
}
