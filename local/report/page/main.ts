import type { PageData } from '../page-data.ts';
import { drawCharts } from './charts.ts';
import { DARK, LIGHT } from './palette.ts';

const source = document.getElementById('data');
const element = document.getElementById('charts');
if (source && element) {
  const data = JSON.parse(source.textContent) as PageData;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let clear = drawCharts(element, data, dark.matches ? DARK : LIGHT);
  dark.addEventListener('change', ({ matches }) => {
    clear();
    clear = drawCharts(element, data, matches ? DARK : LIGHT);
  });
}
