import { DARK, LIGHT } from '../../../local/report/page/palette.ts';
import type { View } from '../view.ts';
import { createDayChart } from './chart.ts';
import { byId, say, show } from './dom.ts';
import { prepareEmergency } from './emergency.ts';
import { listen } from './feed.ts';
import { geometryOf } from './geometry.ts';
import { showLegend } from './legend.ts';
import { showLists } from './lists.ts';
import { showNow } from './now.ts';
import { orderWith } from './order.ts';
import { preparePace } from './pace.ts';
import { showSlots } from './slots.ts';

const token = location.hash.slice(1);
const order = orderWith(token);
const dark = matchMedia('(prefers-color-scheme: dark)');
const chartElement = byId('chart');
const chart = createDayChart(chartElement);
const showPace = preparePace(order);
let view: View | undefined;

function draw(): void {
  if (!view) return;
  const palette = dark.matches ? DARK : LIGHT;
  const geometry = geometryOf(chartElement.clientWidth, view.slotsMax);
  showNow(view);
  showLegend(view, palette, geometry);
  chart.draw(view, palette, geometry);
  showSlots(view, geometry);
  showLists(view);
}

/** What stands on the page may be old: that is said, and shown. */
function showLost(says: string): void {
  say('connection', says);
  setStale(true);
}

function setStale(isStale: boolean): void {
  show('connection', isStale);
  byId('main').classList.toggle('stale', isStale);
}

prepareEmergency(order, () => view);
dark.addEventListener('change', draw);
addEventListener('resize', draw);
void listen(token, {
  onLost: showLost,
  onMessage: (message) => {
    byId<HTMLButtonElement>('emergency-open').disabled = false;
    if (message.kind === 'trouble') {
      const next = message.next ? `. Next: ${message.next}` : '';
      showLost(`The fleet cannot be read: ${message.says}${next}`);
      return;
    }
    view = message.view;
    setStale(false);
    draw();
    showPace(message.pace);
  },
});
