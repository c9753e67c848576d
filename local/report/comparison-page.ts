import { readFileSync } from 'node:fs';
import { type Comparison, cellsOf, HEADS, headline, notes } from './comparison.ts';
import { escapeHtml } from './render-report.ts';

/** The comparison as one page that holds everything it needs. */
export function comparisonPage(comparison: Comparison): string {
  const style = readFileSync(new URL('./page/style.css', import.meta.url), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(comparison.fleet)}: what would it have done?</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(comparison.fleet)}: what would it have done?</h1>
<p>${escapeHtml(headline(comparison))} (${escapeHtml(comparison.timeZone)}).</p>
${comparisonSection(comparison)}
</main>
</body>
</html>
`;
}

function comparisonSection(comparison: Comparison): string {
  const most = Math.max(...comparison.outcomes.map(({ hours }) => hours));
  const head = [...HEADS, ''].map((text) => `<th>${escapeHtml(text)}</th>`).join('');
  const rows = cellsOf(comparison).map((cells, index) => {
    const { hours = 0, blocked = 0, cut = 0 } = comparison.outcomes[index] ?? {};
    const severity = cut > 0 || blocked > 0 ? ' class="warning"' : '';
    const bar = `<td><meter min="0" max="${most.toFixed(1)}" value="${hours.toFixed(1)}"></meter></td>`;
    return `<tr${severity}>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}${bar}</tr>`;
  });
  const says = notes(comparison).map((note) => `<li>${escapeHtml(note)}</li>`);
  return `<section class="panel"><h2>The same calls, by policy</h2>
<table><tr>${head}</tr>${rows.join('')}</table><ul>${says.join('')}</ul></section>`;
}
