import type { PlanAnswer } from '../answers.ts';
import type { Terminal } from '../terminal.ts';
import { columns } from './columns.ts';
import { curve, hoursOf, type Level } from './curve.ts';
import { styled } from './style.ts';
import { dayAndClock, spanText } from './times.ts';

export interface Plans {
  readonly present?: PlanAnswer;
  /** What another definition would make of it. */
  readonly changed?: PlanAnswer;
}

/** The curve, and each step with what decides it; of two definitions both curves, and what the change comes to. */
export function planText({ present, changed }: Plans, terminal: Terminal): string {
  if (!changed) return present ? one(present, 'as deployed', terminal) : '';
  if (!present) return one(changed, 'by its schedule alone', terminal);
  const before = drawn(present, 'as deployed', terminal);
  return [before, one(changed, 'changed', terminal), difference(present, changed)].join('\n');
}

function one(plan: PlanAnswer, title: string, terminal: Terminal): string {
  return `${drawn(plan, title, terminal)}\n${stepsText(plan, terminal)}`;
}

function drawn(plan: PlanAnswer, title: string, terminal: Terminal): string {
  const { fleet, timeZone, from, to } = plan;
  const spanMs = Date.parse(to) - Date.parse(from);
  const frame = { timeZone, fromMs: Date.parse(from), toMs: Date.parse(to) };
  const heading = `${styled(terminal, 'bold', fleet)}, ${title}: ${spanText(spanMs)} from ${dayAndClock(timeZone, from)}`;
  const hours = hoursOf(levelsOf(plan), frame.toMs).toFixed(1);
  const picture = curve(levelsOf(plan), { ...frame, columns: terminal.columns });
  return `${heading}, ${hours} instance-hours\n\n${picture}`;
}

function stepsText({ steps, timeZone }: PlanAnswer, terminal: Terminal): string {
  return columns(
    steps.map(({ at, instances, decidedBy, detail }, index) => [
      dayAndClock(timeZone, at),
      instances,
      arrow(instances - (steps[index - 1]?.instances ?? instances)),
      `${styled(terminal, 'bold', decidedBy)}: ${detail}`,
    ]),
  );
}

function arrow(change: number): string {
  if (change === 0) return '';
  return change > 0 ? `+${change}` : String(change);
}

function levelsOf({ steps }: PlanAnswer): Level[] {
  return steps.map(({ at, instances }) => ({ atMs: Date.parse(at), instances }));
}

const MINUTE_MS = 60_000;

/** Where the two stand off from each other, and what that comes to. */
function difference(present: PlanAnswer, changed: PlanAnswer): string {
  const toMs = Date.parse(present.to);
  const [before, after] = [levelsOf(present), levelsOf(changed)];
  const hours = hoursOf(after, toMs) - hoursOf(before, toMs);
  let more = 0;
  let fewer = 0;
  for (let atMs = Date.parse(present.from); atMs < toMs; atMs += MINUTE_MS) {
    const change = levelAt(after, atMs) - levelAt(before, atMs);
    if (change > 0) more += 1;
    if (change < 0) fewer += 1;
  }
  const sign = hours > 0 ? '+' : '';
  return columns([
    ['the change', `${sign}${hours.toFixed(1)} instance-hours`],
    ['more for', spanText(more * MINUTE_MS)],
    ['fewer for', spanText(fewer * MINUTE_MS)],
  ]);
}

function levelAt(levels: readonly Level[], atMs: number): number {
  return levels.findLast((level) => level.atMs <= atMs)?.instances ?? 0;
}
