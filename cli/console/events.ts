import type { Severity } from '../../shared/domain/notice.ts';
import { tellingOf } from '../../shared/domain/notice-kinds.ts';
import type { Change } from './answers.ts';

/** One thing that happened, for the list on the page. */
export interface EventLine {
  readonly atMs: number;
  readonly slot: number | undefined;
  readonly severity: Severity;
  /** The slot's new state, where it changed. */
  readonly state: string | undefined;
  readonly says: string;
  /** Who asked for it; undefined where nobody but the controller did. */
  readonly onBehalfOf: string | undefined;
}

const EVENTS_MAX = 60;
const CONTROLLER = 'asterfleet';

/** What happened, newest first, as far as a person reads it. */
export function eventsOf(changes: readonly Change[]): EventLine[] {
  return changes.slice(-EVENTS_MAX).toReversed().map(lineOf);
}

function lineOf(change: Change): EventLine {
  const { at, kind, reason } = change;
  const common = {
    atMs: Date.parse(at),
    onBehalfOf: change.onBehalfOf === CONTROLLER ? undefined : change.onBehalfOf,
  };
  if (!('slot' in change)) {
    const says = `${change.what}: ${reason}`;
    return { ...common, slot: undefined, severity: 'info', state: undefined, says };
  }
  const { slot, from, to, flag } = change;
  const state = from === to ? undefined : to;
  const step = flag ? `${kind === 'flag-lowered' ? 'no longer ' : ''}${flag}` : (state ?? kind);
  return { ...common, slot, severity: tellingOf(kind).severity, state, says: `${step}: ${reason}` };
}
