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
const WIDTH_MAX = 96;
const LABEL_EVERY = 12;

/** Instances over time, drawn in characters; the last line has the local times. */
export function curve(levels: readonly Level[], frame: Frame): string {
  const width = Math.max(24, Math.min(WIDTH_MAX, frame.columns - 8));
  const stepMs = (frame.toMs - frame.fromMs) / width;
  const values = Array.from({ length: width }, (_, column) =>
    highestIn(levels, frame.fromMs + column * stepMs, frame.fromMs + (column + 1) * stepMs),
  );
  const most = Math.max(1, ...values);
  const perRow = Math.ceil(most / HEIGHT_MAX);
  const rows: string[] = [];
  for (let level = Math.ceil(most / perRow) * perRow; level >= 1; level -= perRow) {
    const cells = values.map((value) => (value > level - perRow ? '█' : ' ')).join('');
    rows.push(`  ${String(level).padStart(4)} ${cells}`.trimEnd());
  }
  return `${rows.join('\n')}\n${axis(frame, width, stepMs)}\n`;
}

/** What stands at the beginning of the stretch counts, and whatever comes within it. */
function highestIn(levels: readonly Level[], fromMs: number, toMs: number): number {
  const before = levels.findLast(({ atMs }) => atMs <= fromMs)?.instances ?? 0;
  const within = levels.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  return Math.max(before, ...within.map(({ instances }) => instances));
}

function axis({ timeZone, fromMs }: Frame, width: number, stepMs: number): string {
  let line = '';
  for (let column = 0; column <= width - 5; column += LABEL_EVERY)
    line = line.padEnd(column) + clockFace(timeZone, fromMs + column * stepMs);
  return `       ${line}`;
}

/** Instance-hours that the levels come to. */
export function hoursOf(levels: readonly Level[], toMs: number): number {
  const ms = levels.reduce((sum, { atMs, instances }, index) => {
    const endMs = levels[index + 1]?.atMs ?? toMs;
    return sum + instances * (endMs - atMs);
  }, 0);
  return ms / 3_600_000;
}
