import { readFileSync } from 'node:fs';
import type { ReplayRecord } from '../replay/record.ts';
import { bundlePage } from './bundle-page.ts';
import { DECIDER_COLOURS, STATE_COLOURS } from './page/palette.ts';
import { pageDataOf } from './page-data.ts';

const EVENTS_MAX = 500;

/** One page that holds everything it needs: style, data, chart library. */
export async function renderReport(record: ReplayRecord): Promise<string> {
  const style = readFileSync(new URL('./page/style.css', import.meta.url), 'utf8');
  // `<` cannot begin a tag inside a JSON string once it is written as an escape.
  const script = await bundlePage(new URL('./page/main.ts', import.meta.url));
  const data = JSON.stringify(pageDataOf(record)).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(record.fleet)}: ${escapeHtml(dayOf(record))}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(record.fleet)}</h1>
<p>${escapeHtml(dayOf(record))} (${escapeHtml(record.timeZone)}). Traffic: ${escapeHtml(record.traffic)}${record.seed === undefined ? '' : `, seed ${record.seed}`}.</p>
${figures(record)}
<section class="panel"><div id="charts"></div>${keys()}</section>
${gaps(record)}
${events(record)}
${definitions(record)}
</main>
<script type="application/json" id="data">${data}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

function figures({ summary }: ReplayRecord): string {
  const { calls, instanceHours: hours } = summary;
  const saved = Math.round(100 * (1 - hours.paid / hours.alwaysOn));
  const count = (value: number) => value.toLocaleString('en-US');
  const verdict = (isGood: boolean) => (isGood ? 'good' : 'bad');
  const ready = summary.readyBeforeRiseMinutes;
  return `<div class="figures">${[
    figure(count(calls.offered), 'calls offered'),
    figure(count(calls.cut), 'calls cut', verdict(calls.cut === 0)),
    figure(count(calls.blocked), 'calls blocked', verdict(calls.blocked === 0)),
    figure(`${saved} %`, 'of always-on saved', verdict(saved > 0)),
    figure(hours.paid.toFixed(1), `instance-hours paid, of ${hours.alwaysOn.toFixed(0)}`),
    figure(hours.least.toFixed(1), 'instance-hours at the least'),
    figure(`${ready} min`, 'ready before the rise', verdict(ready >= 0)),
    figure(`${summary.launches} / ${summary.retires}`, 'launches / retires'),
    figure(`${Math.round(summary.longestDrainMinutes)} min`, 'longest drain'),
  ].join('')}</div>`;
}

function figure(value: string, label: string, kind = ''): string {
  return `<div class="figure ${kind}"><b>${value}</b><span>${label}</span></div>`;
}

function keys(): string {
  const entries = [...Object.entries(STATE_COLOURS), ...Object.entries(DECIDER_COLOURS)];
  const key = ([name, colour]: [string, string]) =>
    `<span><i style="background:${colour}"></i>${name}</span>`;
  const states = entries.slice(0, Object.keys(STATE_COLOURS).length).map(key);
  const deciders = entries.slice(states.length).map(key);
  return `<div class="keys">Slots: ${states.join('')}</div><div class="keys">Decided by: ${deciders.join('')}</div>`;
}

function gaps({ gaps: found, timeZone }: ReplayRecord): string {
  if (found.length === 0) return '';
  const at = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const lines = found.map(
    ({ fromMs, toMs }) => `<li>${at.format(fromMs)} to ${at.format(toMs)}</li>`,
  );
  return `<section class="panel"><h2>The file has no traffic for these times</h2><p>They were replayed as silence.</p><ul>${lines.join('')}</ul></section>`;
}

function events({ events: all, timeZone }: ReplayRecord): string {
  const at = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const rows = all.slice(0, EVENTS_MAX).map(({ atMs, slot, severity, text }) => {
    const cells = [at.format(atMs), slot ?? '', severity, escapeHtml(text)];
    return `<tr class="${severity}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const more = all.length > EVENTS_MAX ? `<p>and ${all.length - EVENTS_MAX} more</p>` : '';
  const head =
    '<tr><th>when</th><th>slot</th><th></th><th>what people were told, and what set it going</th></tr>';
  return `<section class="panel"><h2>Notices</h2><table>${head}${rows.join('')}</table>${more}</section>`;
}

function definitions({ planned, slots }: ReplayRecord): string {
  const terms = [
    ['paid', 'From launch to termination, by the second, a minute at least, over all instances.'],
    ['always on', `All ${slots} slots over the whole time.`],
    [
      'the least',
      `In each minute the instances that its busiest second needs at ${planned} channels each, at least one; gaps of less than ten minutes bridged; nothing for boots and drains.`,
    ],
    [
      'ready before the rise',
      'Over all steps up: the smallest time between the capacity being in service and the load (mean of five minutes) first needing it.',
    ],
    ['blocked', 'A call that no instance in the routes could take.'],
    ['cut', 'A call on an instance that was terminated.'],
  ];
  const rows = terms.map(([term, text]) => `<dt>${term}</dt><dd>${text}</dd>`);
  return `<section class="panel"><h2>What the figures mean</h2><dl>${rows.join('')}</dl></section>`;
}

function dayOf({ fromMs, toMs, timeZone }: ReplayRecord): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full' });
  const days = Math.round((toMs - fromMs) / 86_400_000);
  return days > 1 ? `${days} days from ${day.format(fromMs)}` : day.format(fromMs);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
