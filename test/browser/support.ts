import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const OPENS_WITHIN_MS = 60_000;

/** Debian's Chromium, or the one that CHROMIUM names. Throws where there is none. */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PATHS.find(existsSync);
  if (!executablePath)
    throw new Error('no Chromium: apt-get install chromium, or name one in CHROMIUM');
  // A sandbox of its own needs rights that a container does not have.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export interface Day {
  readonly url: string;
  /** As Ctrl-C would. */
  stop(): Promise<void>;
}

/** `npm start -- --console` with that pace, as an operator starts it. */
export async function startDay(pace: string): Promise<Day> {
  const report = join(mkdtempSync(join(tmpdir(), 'asterfleet-console-')), 'report.html');
  const port = await freePort();
  const words = ['--console', '--pace', pace, '--port', String(port), '--report', report];
  const child = spawn(process.execPath, [join(ROOT, 'local/start.ts'), ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // What jest needs of Node.js is not the day's.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { url: await addressIn(child), stop: () => stopped(child) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function addressIn(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = () => reject(new Error(`the day did not open its console:\n${said}`));
    const timer = setTimeout(fail, OPENS_WITHIN_MS);
    child.on('exit', fail);
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(said) ?? [];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

export interface Looking {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

/** The page in a window of its own; whatever it logs or throws is a complaint. */
export async function look(browser: Browser, url: string, how: Look = {}): Promise<Looking> {
  const { colorScheme = 'light', width = 1440, height = 900 } = how;
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

/**
 * Texts that stand out too little from what is behind them, with how much they do: below 4.5, or 3 where they are large.
 * Source: WCAG 2.2, 1.4.3, and its definitions of contrast ratio and relative luminance.
 */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const linear = (value: number) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const luminance = ([r = 0, g = 0, b = 0]: number[]) =>
      0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const behind = (element: Element | null): number[] => {
      if (!element) return [255, 255, 255];
      const found = channels(getComputedStyle(element).backgroundColor);
      return found[3] === 0 ? behind(element.parentElement) : found;
    };
    const hasText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    const isSeen = (element: Element) =>
      element.getClientRects().length > 0 && !element.closest('.unseen, svg, :disabled');
    return [...document.querySelectorAll('body *')]
      .filter((element) => hasText(element) && isSeen(element))
      .flatMap((element) => {
        const style = getComputedStyle(element);
        const [a, b] = [luminance(channels(style.color)), luminance(behind(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const least = Number.parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
        return ratio < least ? [`${element.textContent}: ${ratio.toFixed(1)}`] : [];
      });
  });
}
