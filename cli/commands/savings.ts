import { Temporal } from 'temporal-polyfill';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { iso } from '../../shared/domain/time.ts';
import { instancesFor } from '../../shared/planner/demand/demand.ts';
import { command } from '../command.ts';
import { eventOf, type Functions, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { readChanges, readLoad } from '../connection/past.ts';
import { EXIT, notUnderstood } from '../errors.ts';
import { type FleetClock, fleetClock } from '../local-time.ts';
import { type Change, ledgerOf } from '../savings/ledger.ts';
import { type Savings, savingsText } from '../savings/savings-text.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** An instance that served before the month began was launched within this, or never changed at all. */
const BEFORE_MS = 62 * DAY_MS;

/** What a month cost, what it would have cost, and that no call paid for the difference. */
export const savings = command({
  synopsis: 'savings',
  says: `The proof of a month, from the fleet's own records: hours paid against always on, launches before the need and
drain tails included; calls cut, none or each with its reason; and every retirement with the calls that it had when it
was quiesced and when it was stopped.`,
  options: {
    month: {
      type: 'string',
      value: 'YYYY-MM',
      says: 'local time (this month, so far)',
    },
    ...CONNECTION,
  },
  examples: ['asterfleet savings --month 2026-11', 'asterfleet savings --json --fleet in-ngn'],
  more: `It ends with 4 when calls were cut. Records are kept for 400 days. \`?\`: nobody knew, or an older version wrote it.`,
  run: async ({ values, terminal }) => {
    const report = await withFunctions({ values, terminal }, (functions) =>
      savingsOf(functions, values.fleet, values.month),
    );
    terminal.out(values.json ? `${JSON.stringify(report)}\n` : savingsText(report, terminal));
    return report.cuts.length > 0 ? EXIT.notWell : EXIT.done;
  },
});

async function savingsOf(
  functions: Functions,
  named: string | undefined,
  asked: string | undefined,
): Promise<Savings> {
  const clock = await fleetClock(functions, named);
  const { fleet, timeZone, status } = clock;
  const { month, fromMs: beginMs, toMs } = monthIn(asked, clock);
  const span = { fleet, fromMs: beginMs, toMs };
  const [changes, samples, { definition }] = await Promise.all([
    readChanges(functions, { ...span, fromMs: beginMs - BEFORE_MS }),
    readLoad(functions, span),
    functions.invoke<{ definition: FleetDefinition }>(
      'describeFleet',
      eventOf({ show: 'definition', fleet }),
    ),
  ]);
  const ofSlots = changes.filter((change): change is typeof change & Change => 'slot' in change);
  const fromMs = seenFrom(beginMs, [...changes.slice(0, 1), ...samples.slice(0, 1)]);
  const ledger = ledgerOf(ofSlots, status.slots, { fromMs, toMs });
  const { slots } = definition;
  // Unlike the hours that were paid, this is about the minutes of which the load is known.
  const needed = samples.reduce((sum, { channels }) => sum + needIn(definition, channels), 0) / 60;
  return {
    ...ledger,
    fleet,
    timeZone,
    month,
    from: iso(fromMs),
    to: iso(toMs),
    slots,
    alwaysOn: (slots * (toMs - fromMs)) / HOUR_MS,
    beyondNeed: Math.max(0, ledger.byState.serving - needed),
    usdPerHour: definition.instance.types[0]?.usdPerHour,
  };
}

/** A fleet that began within the month is compared with nothing before. */
function seenFrom(beginMs: number, first: readonly { readonly at: string }[]): number {
  const times = first.map(({ at }) => Date.parse(at));
  return times.length === 0 ? beginMs : Math.max(beginMs, Math.min(...times));
}

function needIn(definition: FleetDefinition, channels: number): number {
  return Math.max(definition.minimum, instancesFor(definition, channels));
}

/** Whole, or as far as it has come. */
function monthIn(asked: string | undefined, { timeZone, nowMs }: FleetClock) {
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  const month = asked ?? now.toPlainDate().toPlainYearMonth().toString();
  const first = firstOf(month);
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
  const fromMs = startOf(first);
  if (fromMs >= nowMs) throw notUnderstood(`--month: ${month} has not begun`);
  return { month, fromMs, toMs: Math.min(startOf(first.add({ months: 1 })), nowMs) };
}

function firstOf(month: string): Temporal.PlainDate {
  try {
    return Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  } catch {
    throw notUnderstood(`--month: expected a month such as 2026-11, found ${month}`);
  }
}
