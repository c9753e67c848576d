import { styleText } from 'node:util';
import type { ReplayRecord } from '../replay/record.ts';
import { type Line, surgeLines } from './surge-lines.ts';

/** The closing table, for a terminal. */
export function renderTable(
  record: ReplayRecord,
  { colour }: { readonly colour: boolean },
): string {
  const lines = [...linesOf(record), ...surgeLines(record)];
  const labelWidth = widest(lines.map(({ label }) => label));
  const valueWidth = widest(lines.map(({ value }) => value));
  const rows = lines.map(({ label, value, note }) => {
    const strong = colour
      ? styleText('bold', value.padStart(valueWidth))
      : value.padStart(valueWidth);
    return `  ${label.padEnd(labelWidth)}  ${strong}${note ? `  ${note}` : ''}`;
  });
  return [headline(record), '', ...rows, ...record.gaps.map((gap) => gapLine(record, gap))].join(
    '\n',
  );
}

function linesOf({ summary, slots, planned }: ReplayRecord): Line[] {
  const { calls, instanceHours: hours, instances } = summary;
  const count = (value: number) => value.toLocaleString('en-US');
  const share = Math.round((100 * hours.paid) / hours.alwaysOn);
  return [
    { label: 'calls offered', value: count(calls.offered) },
    { label: 'carried', value: count(calls.carried) },
    { label: 'blocked', value: count(calls.blocked) },
    { label: 'cut', value: count(calls.cut) },
    { label: 'instance-hours paid', value: hours.paid.toFixed(1), note: `${share} % of always-on` },
    { label: 'always on', value: hours.alwaysOn.toFixed(1), note: `${slots} instances` },
    {
      label: 'the least',
      value: hours.least.toFixed(1),
      note: `at ${planned} channels each, no boots, no drains`,
    },
    { label: 'instances in service', value: `${instances.min} to ${instances.max}` },
    { label: 'launches', value: count(summary.launches) },
    { label: 'retires', value: count(summary.retires) },
    { label: 'longest drain', value: `${summary.longestDrainMinutes} min` },
    {
      label: 'ready before the rise',
      value: `${summary.readyBeforeRiseMinutes} min`,
      note: 'the worst step up',
    },
    { label: 'wall time', value: `${summary.wallSeconds} s` },
  ];
}

function headline({ fleet, timeZone, traffic, seed, fromMs, toMs }: ReplayRecord): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full' });
  const days = Math.round((toMs - fromMs) / 86_400_000);
  const span = days > 1 ? `${days} days from ${day.format(fromMs)}` : day.format(fromMs);
  return `${fleet}: ${span}, ${traffic}${seed === undefined ? '' : `, seed ${seed}`}`;
}

function gapLine({ timeZone }: ReplayRecord, gap: ReplayRecord['gaps'][number]): string {
  const at = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return `  no traffic in the file from ${at.format(gap.fromMs)} to ${at.format(gap.toMs)}: replayed as silence`;
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}
