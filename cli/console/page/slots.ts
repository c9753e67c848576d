import type { SlotLine, View } from '../view.ts';
import { byId, colourKey, element } from './dom.ts';
import type { Geometry } from './geometry.ts';
import { colourOf } from './lists.ts';
import { clock } from './times.ts';

const VACANT_COLOUR = 'transparent';
/** Below it a row has room for the address alone. */
const TWO_LINES_PX = 32;

/** One row for each slot: address and instance to the left of its lane, state and channels to the right. */
export function showSlots(view: View, geometry: Geometry): void {
  const list = byId('slots');
  list.classList.toggle('beside', geometry.isWide);
  list.classList.toggle('dense', geometry.isWide && geometry.laneHeight < TWO_LINES_PX);
  list.style.top = `${geometry.lanesTop}px`;
  list.style.setProperty('--lane', `${geometry.laneHeight}px`);
  list.style.setProperty('--left', `${geometry.left}px`);
  list.style.setProperty('--right', `${geometry.right}px`);
  list.replaceChildren(...view.slots.map((slot) => rowOf(view, slot)));
}

function rowOf(view: View, slot: SlotLine): HTMLElement {
  const { slot: number, state, reason, since } = slot;
  const address = 'address' in slot ? slot.address : undefined;
  const instance = 'instance' in slot ? slot.instance : undefined;
  return element(
    'li',
    { title: `since ${clock(view, Date.parse(since))}: ${reason}` },
    element(
      'span',
      { class: 'place' },
      element('b', {}, `${number}`),
      element('span', {}, address ?? '', element('small', {}, instance ?? '')),
    ),
    element('span', { class: 'state' }, stateOf(slot), loadOf(view, slot)),
    element('span', { class: 'unseen' }, `${state}: ${reason}`),
  );
}

function stateOf(slot: SlotLine): HTMLElement {
  const flags = 'flags' in slot ? (slot.flags ?? []) : [];
  const marks = [...flags, ...('hold' in slot && slot.hold ? ['held'] : [])];
  const { state } = slot;
  return element(
    'span',
    { class: `word ${state}` },
    colourKey(colourOf(state) ?? VACANT_COLOUR),
    state,
    marks.length > 0 ? element('strong', {}, ` ${marks.join(', ')}`) : undefined,
  );
}

function loadOf({ limit, planned }: View, slot: SlotLine): HTMLElement | undefined {
  if (!('channels' in slot) || slot.channels === undefined) return undefined;
  const most = ('limit' in slot ? slot.limit : undefined) ?? limit;
  const bar = element('i', {});
  bar.style.width = `${Math.min(100, (100 * slot.channels) / most)}%`;
  const meter = element('span', { class: 'meter' }, bar);
  meter.setAttribute('aria-hidden', 'true');
  bar.classList.toggle('full', slot.channels > planned);
  const count = element(
    'span',
    { class: 'count' },
    element('b', {}, `${slot.channels}`),
    `/${most}`,
  );
  count.setAttribute('aria-label', `${slot.channels} of ${most} channels`);
  return element('span', { class: 'load' }, count, meter);
}
