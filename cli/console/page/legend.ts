import { type Palette, STATE_COLOURS } from '../../../local/report/page/palette.ts';
import type { View } from '../view.ts';
import { colourKey, element, fill } from './dom.ts';

/** What each line is, and where it stands now. */
export function showLegend(view: View, palette: Palette): void {
  const { actual, projected, capacity, projectedBy, atMs } = view;
  const now = (points: View['projected']) => points.findLast(([at]) => at <= atMs)?.[1];
  const curve = (colour: string, name: string, value: number | undefined) =>
    entry(colour, name, value === undefined ? '' : ` ${Math.round(value)}`);
  fill('legend', [
    curve(palette.load, 'in use', now(actual)),
    curve(palette.projected, `projected (${projectedBy})`, now(projected)),
    curve(palette.capacity, 'planned capacity', now(capacity)),
    ...Object.entries(STATE_COLOURS).map(([state, colour]) => entry(colour, state)),
  ]);
}

function entry(colour: string, name: string, value = ''): HTMLElement {
  return element('li', {}, colourKey(colour), name, element('b', {}, value));
}
