import type { HistoryAnswer } from '../answers.ts';
import type { Terminal } from '../terminal.ts';
import { columns } from './columns.ts';
import { STYLE_OF_STATE, styled } from './style.ts';
import { dayAndClock } from './times.ts';

type Change = HistoryAnswer['changes'][number];

/** A line for each change: when, what, why, on whose behalf. */
export function historyText(
  changes: readonly Change[],
  timeZone: string,
  look: Pick<Terminal, 'hasColours'>,
): string {
  if (changes.length === 0) return '  nothing changed in that time\n';
  return columns(
    changes.map((change) => [
      dayAndClock(timeZone, change.at),
      'slot' in change ? `slot ${change.slot}` : 'fleet',
      change.kind,
      'to' in change ? movedText(change, look) : change.what,
      `${change.reason}${byText(change.onBehalfOf)}`,
    ]),
  );
}

function movedText(change: Extract<Change, { to: unknown }>, look: Pick<Terminal, 'hasColours'>) {
  const { to, calls } = change;
  const state = styled(look, STYLE_OF_STATE[to] ?? 'reset', to);
  return calls === undefined ? state : `${state} with ${calls} calls`;
}

/** What the controller did by itself needs no name. */
function byText(onBehalfOf: string): string {
  return onBehalfOf === 'asterfleet' ? '' : ` (${onBehalfOf})`;
}
