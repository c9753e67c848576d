import { clockFace } from '../../shared/domain/definition/calendar.ts';

/** So many from then on. */
export interface Level {
  readonly atMs: number;
  readonly instances: number;
}

interface Frame {
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly columns: number;
}

const HEIGHT_MAX = 12;
const MARGIN = 8;
const MINUTE_MS = 60_000;
const STEPS_MINUTES = [5, 10, 15, 20, 30, 60, 120, 180];
const LABEL_HOURS = [1, 2, 3, 6, 12, 24];
const LABEL_ROOM = 8;

/** Instances over time, drawn in characters; the last line has the local times. */
export function curve(levels: readonly Level[], frame: Frame): string {
  const stepMs = stepOf(frame);
  const beginMs = Math.floor(frame.fromMs / stepMs) * stepMs;
  const width = Math.ceil((frame.toMs - beginMs) / stepMs);
  const times = Array.from({ length: width }, (_, column) => beginMs + column * stepMs);
  const values = times.map((atMs) =>
    highestIn(levels, Math.max(frame.fromMs, atMs), atMs + stepMs),
  );
  const perRow = Math.ceil(Math.max(1, ...values) / HEIGHT_MAX);
  const rows: string[] = [];
  for (let level = topOf(values, perRow); level >= 1; level -= perRow) {
    const cells = values.map((value) => (value > level - perRow ? '█' : ' ')).join('');
    rows.push(`  ${String(level).padStart(4)} ${cells}`.trimEnd());
  }
  return `${rows.join('\n')}\n       ${axis(frame.timeZone, times, stepMs)}\n`;
}

/** The shortest with which all of it fits on a line. */
function stepOf({ fromMs, toMs, columns }: Frame): number {
  const room = Math.max(24, columns - MARGIN);
  const fits = STEPS_MINUTES.find((minutes) => (toMs - fromMs) / (minutes * MINUTE_MS) <= room);
  return (fits ?? 360) * MINUTE_MS;
}

function topOf(values: readonly number[], perRow: number): number {
  return Math.ceil(Math.max(1, ...values) / perRow) * perRow;
}

/** What stands at the beginning of the stretch counts, and whatever comes within it. */
function highestIn(levels: readonly Level[], fromMs: number, toMs: number): number {
  const before = levels.findLast(({ atMs }) => atMs <= fromMs)?.instances ?? 0;
  const within = levels.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  return Math.max(before, ...within.map(({ instances }) => instances));
}

/** Whole local hours, as many as there is room for. */
function axis(timeZone: string, times: readonly number[], stepMs: number): string {
  const stepMinutes = stepMs / MINUTE_MS;
  const every = LABEL_HOURS.find((hours) => (hours * 60) / stepMinutes >= LABEL_ROOM) ?? 24;
  let line = '';
  for (const [column, atMs] of times.entries()) {
    const local = clockFace(timeZone, atMs);
    const minute = 60 * Number(local.slice(0, 2)) + Number(local.slice(3));
    if (minute % (60 * every) >= stepMinutes || line.length > column) continue;
    const hour = `${local.slice(0, 2)}:00`;
    line = line.padEnd(column) + hour;
  }
  return line;
}

/** Instance-hours that the levels come to. */
export function hoursOf(levels: readonly Level[], toMs: number): number {
  const ms = levels.reduce((sum, { atMs, instances }, index) => {
    const endMs = levels[index + 1]?.atMs ?? toMs;
    return sum + instances * (endMs - atMs);
  }, 0);
  return ms / 3_600_000;
}
