import { DECIDER_COLOURS } from '../../../local/report/page/palette.ts';
import type { Decision, View } from '../view.ts';
import { byId, element, fill, say } from './dom.ts';
import { clock, longDate, span } from './times.ts';

const OTHER_COLOUR = '#888888';

/** What can be read from two metres: how many, how full, why, and what is next. */
export function showNow(view: View): void {
  const { fleet, atMs, decision, slotsMax } = view;
  say('fleet', fleet);
  say('clock', `${clock(view, atMs)} · ${longDate(view, atMs)}`);
  document.title = `${clock(view, atMs)} ${fleet}: ${decision?.serving ?? '?'} in service`;
  say('slots-max', `of ${slotsMax} slots`);
  showNext(view);
  if (!decision) return;
  say('serving', whole(decision.serving));
  say('coming', comingText(view, decision));
  say('desired', whole(decision.desired));
  say('decider', decision.decidedBy);
  byId('decider-colour').style.background = DECIDER_COLOURS[decision.decidedBy] ?? OTHER_COLOUR;
  say('detail', decision.detail);
  showClaims(decision);
  showChannels(view, decision);
}

/** What the very tick that decided has launched is not yet among what it saw coming. */
function comingText({ slots }: View, { desired, serving }: Decision): string {
  const wanted = `${whole(desired)} wanted`;
  const coming = slots.filter(({ state }) => state === 'launching' || state === 'booting').length;
  if (coming > 0) return `${wanted}, ${coming} coming`;
  return desired < serving ? `${wanted}; the rest goes once the load allows it` : wanted;
}

function showClaims({ claims, decidedBy }: Decision): void {
  const others = claims.filter(({ source }) => source !== decidedBy);
  fill(
    'claims',
    others.map(({ source, instances, detail }) =>
      element('li', { title: detail }, `${source}: ${whole(instances)}`),
    ),
  );
}

function showChannels({ planned, limit }: View, { channels, serving }: Decision): void {
  say('channels', channels === undefined ? '?' : whole(channels));
  say('capacity', `of ${whole(serving * planned)} planned, ${whole(serving * limit)} at most`);
  const share = channels === undefined ? 0 : channels / Math.max(1, serving * limit);
  const bar = byId('channels-bar');
  bar.style.width = `${Math.min(100, 100 * share)}%`;
  bar.classList.toggle('full', share > planned / limit);
}

/** Another number; that something else will ask for the same one is in the list below. */
function showNext(view: View): void {
  const step = view.next.find(({ instances }) => instances !== view.decision?.desired);
  say('next-at', step?.local ?? '–');
  say('next-instances', step ? `→ ${step.instances}` : '');
  const inMs = step ? Date.parse(step.at) - view.atMs : 0;
  say('next-detail', step ? `in ${span(inMs)}: ${step.detail}` : 'nothing in the next 24 hours');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
