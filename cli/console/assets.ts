import { readFileSync } from 'node:fs';
import { bundlePage } from '../../local/report/bundle-page.ts';
import type { Assets } from './server.ts';

/** The page as the browser gets it: everything that it needs, and nothing from elsewhere. */
export async function pageAssets(): Promise<Assets> {
  const script = await bundlePage(new URL('./page/main.ts', import.meta.url));
  const style = ['../../local/report/page/style.css', './page/style.css'].map(read).join('\n');
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', text: read('./page/index.html') }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', text: script }],
    ['/style.css', { type: 'text/css; charset=utf-8', text: style }],
  ]);
}

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
