import type { Row } from './sizing.ts';

/** Markdown: the usual days, then each stress. */
export function tableOf(rows: readonly Row[]): string {
  const stresses = [...new Set(rows.map(({ stress }) => stress))];
  return stresses
    .map((stress) =>
      sectionOf(
        stress,
        rows.filter((row) => row.stress === stress),
      ),
    )
    .join('\n');
}

function sectionOf(stress: string, rows: readonly Row[]): string {
  const traces = [...new Set(rows.map(({ trace }) => trace))];
  const policies = [...new Set(rows.map(({ policy }) => policy))];
  const heads = [
    stress,
    'hours over the bound',
    ...(traces.length > 1 ? traces : []),
    'blocked %',
    'cut',
    'minutes above 80 %',
    'launches a day',
    'draining % of hours',
  ];
  const lines = policies.map((policy) => {
    const own = rows.filter((row) => row.policy === policy);
    const perTrace = traces.map((trace) => own.filter((row) => row.trace === trace));
    const ratios = perTrace.map(hoursOverBound);
    return [
      policy,
      mean(ratios).toFixed(3),
      ...(traces.length > 1 ? ratios.map((ratio) => ratio.toFixed(3)) : []),
      mean(perTrace.map(blockedPercent)).toFixed(4),
      String(sum(own, ({ cut }) => cut)),
      ((100 * sum(own, (row) => row.minutesAbove)) / sum(own, (row) => row.minutes)).toFixed(1),
      (sum(own, ({ launches }) => launches) / sum(own, ({ days }) => days)).toFixed(1),
      ((100 * sum(own, (row) => row.drainingHours)) / sum(own, ({ hours }) => hours)).toFixed(1),
    ];
  });
  const rule = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return `${[heads, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function hoursOverBound(rows: readonly Row[]): number {
  return sum(rows, ({ hours }) => hours) / sum(rows, ({ bound }) => bound);
}

function blockedPercent(rows: readonly Row[]): number {
  return (100 * sum(rows, ({ blocked }) => blocked)) / sum(rows, ({ offered }) => offered);
}

function sum(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
}
