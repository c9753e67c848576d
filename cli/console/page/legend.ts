import { type Palette, STATE_COLOURS } from '../../../local/report/page/palette.ts';
import type { View } from '../view.ts';
import { byId, colourKey, element, fill } from './dom.ts';
import type { Geometry } from './geometry.ts';

/** What each line is, and where it stands now. */
export function showLegend(view: View, palette: Palette, geometry: Geometry): void {
  const list = byId('curves');
  list.classList.toggle('beside', geometry.isWide);
  list.style.setProperty('--right', `${geometry.right}px`);
  const { actual, projected, projectedBy, atMs, decision, planned } = view;
  const capacity = decision && decision.serving * planned;
  const now = (points: View['projected']) => points.findLast(([at]) => at <= atMs)?.[1];
  const curve = (colour: string, name: string, value: number | undefined) =>
    entry(colour, name, value === undefined ? '' : ` ${Math.round(value).toLocaleString('en-US')}`);
  fill('curves', [
    curve(palette.load, 'in use', now(actual)),
    curve(palette.projected, `projected (${projectedBy})`, now(projected)),
    curve(palette.capacity, 'planned capacity', capacity),
  ]);
  fill(
    'legend',
    Object.entries(STATE_COLOURS).map(([state, colour]) => entry(colour, state)),
  );
}

function entry(colour: string, name: string, value = ''): HTMLElement {
  return element('li', {}, colourKey(colour), name, element('b', {}, value));
}
