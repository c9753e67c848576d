import { iso } from '../../shared/domain/time.ts';
import type { HistoryAnswer, LoadAnswer } from '../answers.ts';
import { eventOf, type Functions } from './functions.ts';

interface Span {
  readonly fleet: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly slot?: number | undefined;
}

type Change = HistoryAnswer['changes'][number];
type Sample = LoadAnswer['samples'][number];

const DAY_MS = 86_400_000;
/** A sample for each minute of these is less than what one answer holds. */
const LOAD_WINDOW_MS = 3 * DAY_MS;
const CHANGES_WINDOW_MS = 14 * DAY_MS;
/** Asked at once: a month of load in a few seconds, and a table that does not notice. */
const AT_ONCE = 4;

/** Every change of the span, oldest first, in as many answers as Lambda's six megabytes take. */
export function readChanges(functions: Functions, span: Span): Promise<readonly Change[]> {
  return inWindows(span, CHANGES_WINDOW_MS, (window) =>
    pages(window, async (question) => {
      const event = eventOf({ show: 'history', slot: span.slot, ...question });
      const { changes, leftOut } = await functions.invoke<HistoryAnswer>('describeFleet', event);
      return { lines: changes, leftOut };
    }),
  );
}

/** Every sample of the span, oldest first. */
export function readLoad(functions: Functions, span: Span): Promise<readonly Sample[]> {
  return inWindows(span, LOAD_WINDOW_MS, (window) =>
    pages(window, async (question) => {
      const event = { show: 'load', ...question };
      const { samples, leftOut } = await functions.invoke<LoadAnswer>('describeFleet', event);
      return { lines: samples, leftOut };
    }),
  );
}

/** An answer costs what its span costs: short ones, some at once. */
async function inWindows<Line>(
  span: Span,
  windowMs: number,
  read: (window: Span) => Promise<readonly Line[]>,
): Promise<readonly Line[]> {
  const windows: Span[] = [];
  for (let fromMs = span.fromMs; fromMs < span.toMs; fromMs += windowMs)
    windows.push({ ...span, fromMs, toMs: Math.min(span.toMs, fromMs + windowMs) });
  const all: (readonly Line[])[] = [];
  for (let first = 0; first < windows.length; first += AT_ONCE)
    all.push(...(await Promise.all(windows.slice(first, first + AT_ONCE).map(read))));
  return all.flat();
}

interface Page<Line> {
  readonly lines: readonly Line[];
  /** Earlier ones. */
  readonly leftOut: number;
}

/** Newest page first, as the function gives them; the oldest moment of a page is asked for again, whole. */
async function pages<Line extends { readonly at: string }>(
  { fleet, fromMs, toMs }: Span,
  ask: (question: object) => Promise<Page<Line>>,
): Promise<readonly Line[]> {
  let all: readonly Line[] = [];
  let untilMs = toMs;
  for (;;) {
    const { lines, leftOut } = await ask({ fleet, from: iso(fromMs), to: iso(untilMs) });
    const [first] = lines;
    if (leftOut === 0 || !first) return [...lines, ...all];
    all = [...lines.filter(({ at }) => at !== first.at), ...all];
    untilMs = Date.parse(first.at) + 1;
  }
}
