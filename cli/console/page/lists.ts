import { STATE_COLOURS } from '../../../local/report/page/palette.ts';
import type { EventLine } from '../events.ts';
import type { Trouble, View } from '../view.ts';
import { byId, colourKey, element, fill } from './dom.ts';
import { clock } from './times.ts';

/** What lasts, the steps ahead, and what happened. */
export function showLists(view: View): void {
  showTroubles(view);
  const nothing = element('tr', {}, element('td', {}, 'Nothing changes in the next 24 hours.'));
  fill('next', view.next.length > 0 ? view.next.map(nextRow) : [nothing]);
  fill(
    'events',
    view.events.map((event) => eventRow(view, event)),
  );
}

/** Only written when it changes, since it is read aloud then. */
function showTroubles(view: View): void {
  const { troubles } = view;
  const key = JSON.stringify(troubles);
  const section = byId('troubles');
  if (section.dataset['key'] === key) return;
  section.dataset['key'] = key;
  const nothing = element('p', { class: 'well' }, '✓ Nothing is wrong.');
  const lines = troubles.map((trouble) => troubleLine(view, trouble));
  section.replaceChildren(...(lines.length > 0 ? lines : [nothing]));
}

const MARK = { critical: '✕', warning: '!', info: 'i' } as const;

function troubleLine(view: View, { severity, sinceMs, says, whatToDo }: Trouble): HTMLElement {
  const since = sinceMs === undefined ? '' : `since ${clock(view, sinceMs)}`;
  return element(
    'p',
    { class: `trouble ${severity}` },
    element('b', { class: 'mark', title: severity }, MARK[severity]),
    element('span', {}, element('b', {}, `${says}. `), whatToDo),
    element('time', {}, since),
  );
}

function nextRow({ local, instances, decidedBy, detail }: View['next'][number]): HTMLElement {
  return element(
    'tr',
    {},
    element('td', {}, local),
    element('td', { class: 'number' }, `${instances}`),
    element('td', {}, `${decidedBy}: ${detail}`),
  );
}

function eventRow(view: View, { atMs, slot, severity, state, says, onBehalfOf }: EventLine) {
  const colour = colourOf(state);
  return element(
    'tr',
    { class: severity },
    element('td', {}, clock(view, atMs)),
    element('td', {}, slot === undefined ? 'fleet' : `slot ${slot}`),
    element(
      'td',
      {},
      colour === undefined ? undefined : colourKey(colour),
      says,
      onBehalfOf === undefined ? undefined : element('em', {}, ` (${onBehalfOf})`),
    ),
  );
}

export function colourOf(state: string | undefined): string | undefined {
  return (STATE_COLOURS as Readonly<Record<string, string>>)[state ?? ''];
}
