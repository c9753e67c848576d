import type { Outcome } from '../trial/what-if.ts';

/** The same calls by several policies. */
export interface Comparison {
  readonly fleet: string;
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** What learns has seen the time from here on. */
  readonly learnedFromMs: number;
  /** Where the calls come from. */
  readonly source: string;
  readonly holdingSeconds: number;
  readonly unknownMinutes: number;
  readonly calls: number;
  readonly usdPerHour: number | undefined;
  readonly outcomes: readonly Outcome[];
}

export const HEADS = ['', 'hours', 'of always on', 'cost', 'blocked', 'cut', 'crowded'] as const;

/** A row of cells for each policy, as every form of the table shows them. */
export function cellsOf({ outcomes, usdPerHour }: Comparison): string[][] {
  const most = outcomes[0]?.hours ?? 0;
  return outcomes.map(({ policy, hours, blocked, cut, crowded, isBound }) => [
    policy,
    hours.toFixed(1),
    most > 0 ? `${Math.round((100 * hours) / most)} %` : '',
    usdPerHour === undefined ? '' : `$${(hours * usdPerHour).toFixed(2)}`,
    isBound ? '' : blocked.toLocaleString('en-US'),
    isBound ? '' : cut.toLocaleString('en-US'),
    isBound ? '' : `${(100 * crowded).toFixed(1)} %`,
  ]);
}

/** The table for a terminal. */
export function comparisonText(comparison: Comparison): string {
  const rows: readonly (readonly string[])[] = [HEADS, ...cellsOf(comparison)];
  const widths = HEADS.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [
    `${headline(comparison)}\n`,
    ...lines.map((line) => `  ${line}`),
    '',
    ...notes(comparison).map((note) => `  ${note}`),
    '',
  ].join('\n');
}

export function headline({ fleet, timeZone, fromMs, toMs, calls, source }: Comparison): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const count = calls.toLocaleString('en-US');
  return `${fleet}: ${count} calls of ${source}, ${day.format(fromMs)} to ${day.format(toMs)}`;
}

/** What one must know of the figures. */
export function notes(comparison: Comparison): string[] {
  const { learnedFromMs, fromMs, holdingSeconds, unknownMinutes } = comparison;
  const days = Math.round((fromMs - learnedFromMs) / 86_400_000);
  return [
    `crowded: share of the minutes in which an instance carried more than planned in the mean`,
    `calls hold for ${holdingSeconds} s in the mean; each is drawn anew, the same for every policy`,
    'drains of Asterfleet are a little longer here than they are: easing off before them is left out',
    days > 0
      ? `what learns has learned from the ${days} ${days === 1 ? 'day' : 'days'} before`
      : 'less than a day is known of the time before: what learns began with nothing',
    ...(unknownMinutes > 0
      ? [`of ${unknownMinutes} minutes nothing is known: they are silence to all`]
      : []),
  ];
}
