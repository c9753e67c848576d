import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type Day, faintTexts, look, openBrowser, startDay } from './support.ts';

const PICTURES = fileURLToPath(new URL('../../.screenshots/', import.meta.url));
/** The hours before go by as fast as they can, which is slow on a machine that does much else. */
const FREE_RUN_MS = 200_000;
/** When there is something to see: the rise, with instances that serve and one that comes. */
const PACE = '60@10:14';

let browser: Browser;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const text = (page: Page, id: string) => page.locator(`#${id}`).innerText();
const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clockOf = async (page: Page) => minutesOf(await text(page, 'clock'));

/** Until the page shows that it is so. */
async function until(isSo: () => Promise<boolean>, withinMs = 45_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not so within ${withinMs} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const isShown = (page: Page) => async () => (await text(page, 'serving')) !== '–';

test('a text that is hardly seen is found', async () => {
  const page = await browser.newPage();
  await page.setContent(
    '<body style="background:#fff"><p style="color:#999">faint</p><p style="color:#333">seen</p></body>',
  );
  expect(await faintTexts(page)).toEqual(['faint: 2.8']);
  await page.close();
});

describe('a day that runs', () => {
  let day: Day;
  beforeAll(async () => {
    day = await startDay(PACE);
    const { page } = await look(browser, day.url);
    await until(isShown(page));
    // The fleet's first half hour is of the evening before.
    await until(async () => /^10:.* 16 November/.test(await text(page, 'clock')), FREE_RUN_MS);
    await page.close();
  });
  afterAll(() => day?.stop());

  test('it is paused and goes on, and each minute is another picture', async () => {
    const { page, complaints } = await look(browser, day.url);
    await until(isShown(page));
    const before = await clockOf(page);
    await until(async () => (await clockOf(page)) > before);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    // What was being read when it was paused is still shown.
    await page.waitForTimeout(2_500);
    const paused = await clockOf(page);
    await page.waitForTimeout(3_000);
    expect(await clockOf(page)).toBe(paused);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('it says at a glance how many serve, why, what is next, and each slot its state', async () => {
    const { page } = await look(browser, day.url);
    await until(isShown(page));
    expect(Number(await text(page, 'serving'))).toBeGreaterThanOrEqual(3);
    expect(Number(await text(page, 'channels'))).toBeGreaterThan(150);
    expect(await text(page, 'decider')).toMatch(/schedule|present load/);
    expect(await text(page, 'detail')).toMatch(/\d+ channels/);
    expect(await text(page, 'next-at')).toMatch(/^\d\d:\d\d$/);
    const slots = page.locator('#slots > li');
    expect(await slots.count()).toBe(5);
    expect(await slots.first().innerText()).toMatch(
      /198\.51\.100\.1[\s\S]*serving[\s\S]*\d+\s*\/110/,
    );
    expect(await page.locator('#chart svg path').count()).toBeGreaterThan(10);
    expect(await page.locator('#events tr').count()).toBeGreaterThan(4);
    expect(await page.locator('#next tr').count()).toBeGreaterThan(2);
    // What is read first is larger than what is read last.
    const size = (id: string) =>
      page
        .locator(`#${id}`)
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    expect(await size('serving')).toBeGreaterThanOrEqual(40);
    await page.close();
  });

  test.each([
    ['console', { colorScheme: 'light' }],
    ['console-dark', { colorScheme: 'dark' }],
    ['console-narrow', { width: 390, height: 844 }],
    ['console-two-thirds', { width: 1000, height: 800 }],
  ] as const)('it is drawn in its window, readable and not cut off: %s', async (name, how) => {
    const { page, complaints } = await look(browser, day.url, how);
    await until(isShown(page));
    await page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: name === 'console-narrow' });
    const over = () => document.documentElement.scrollWidth - window.innerWidth;
    expect(await page.evaluate(over)).toBeLessThanOrEqual(0);
    expect(await faintTexts(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('by keyboard alone: to the button, through the dialog, and Escape back to the button', async () => {
    const { page, complaints } = await look(browser, day.url);
    await until(isShown(page));
    const focused = () => page.evaluate(() => document.activeElement?.id);
    const order: (string | undefined)[] = [];
    for (let step = 0; step < 3; step += 1) {
      await page.keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order).toEqual(['pause', 'speed', 'emergency-open']);
    const outline = () =>
      page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineWidth);
    expect(await outline()).toBe('3px');
    await page.keyboard.press('Enter');
    expect(await page.locator('#emergency').getAttribute('open')).not.toBeNull();
    expect(await focused()).toBe('instances');
    const inDialog: (string | undefined)[] = [];
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('Tab');
      inDialog.push(await focused());
    }
    expect(inDialog).toEqual(['minutes', 'reason', 'emergency-close', 'emergency-submit']);
    await page.keyboard.press('Escape');
    expect(await page.locator('#emergency').getAttribute('open')).toBeNull();
    expect(await focused()).toBe('emergency-open');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('every field and button has a name', async () => {
    const { page } = await look(browser, day.url);
    await until(isShown(page));
    await page.getByRole('button', { name: 'More instances…' }).click();
    for (const name of [/^Instances/, /minutes/, /^Why/])
      await page
        .getByRole('spinbutton', { name })
        .or(page.getByRole('textbox', { name }))
        .waitFor();
    await page.getByRole('dialog', { name: 'More instances, now' }).waitFor();
    await page.close();
  });

  test('the emergency button asks for all that it needs, and shows the answer', async () => {
    const { page, complaints } = await look(browser, day.url);
    await until(isShown(page));
    await page.getByRole('button', { name: 'More instances…' }).click();
    await page.locator('#instances').fill('9');
    await page.locator('#emergency-submit').click();
    expect(await text(page, 'emergency-error')).toMatch(/^Instances: .*5/);
    await page.locator('#instances').fill('5');
    await page.locator('#minutes').fill('45');
    await page.locator('#emergency-submit').click();
    expect(await text(page, 'emergency-error')).toMatch(/^Why: /);
    await page.locator('#reason').fill('TV vote <b>tonight</b>');
    await page.keyboard.press('Enter');
    await page.locator('#emergency-answer .done').waitFor();
    expect(await text(page, 'emergency-answer')).toMatch(/At least 5 instances in service/);
    expect(await text(page, 'emergency-answer')).toMatch(/an hour for all/);
    await page.screenshot({ path: `${PICTURES}emergency.png` });
    expect(await faintTexts(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await until(async () => (await text(page, 'events')).includes('TV vote <b>tonight</b>'));
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('what was asked for comes: it is told while it lasts, and all five serve', async () => {
    const { page, complaints } = await look(browser, day.url);
    await until(isShown(page));
    await page.locator('#speed').selectOption('300');
    await page.getByRole('button', { name: 'Go on' }).click();
    await until(async () => (await text(page, 'troubles')).includes('override of at least 5'));
    await until(async () => (await text(page, 'serving')) === '5');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a page without the token shows nothing and says what to do', async () => {
    const { page } = await look(browser, day.url.split('#')[0] ?? '');
    await page.locator('#connection').waitFor();
    expect(await text(page, 'connection')).toMatch(/open the address that .* printed/);
    expect(await page.locator('#emergency-open').isDisabled()).toBe(true);
    expect(await text(page, 'serving')).toBe('–');
    await page.close();
  });

  test('another site can neither read nor order, whatever its page tries', async () => {
    const page = await browser.newPage();
    const { origin } = new URL(day.url);
    await page.route('http://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<h1>a page of somebody else</h1>' }),
    );
    await page.goto('http://evil.example/');
    const outcome = await page.evaluate(async (target) => {
      const body = '{"instances":5,"minutes":60,"reason":"x","requestId":"x"}';
      const attempt = (path: string, how: RequestInit) =>
        fetch(target + path, how).then(
          ({ type, status }) => (type === 'opaque' ? 'opaque' : `read ${status}`),
          () => 'kept out',
        );
      return [
        await attempt('/api/feed', { headers: { authorization: 'Bearer x' } }),
        await attempt('/api/emergency', { method: 'POST', body }),
        await attempt('/', {}),
      ];
    }, origin);
    expect(outcome).toEqual(['kept out', 'kept out', 'kept out']);
    await page.close();
  });

  test('a console that has ended is told as such, and what stands there as old', async () => {
    const { page } = await look(browser, day.url);
    await until(isShown(page));
    await day.stop();
    await page.locator('#connection').waitFor();
    expect(await text(page, 'connection')).toMatch(/does not answer, .*no longer true/);
    expect(await page.locator('main.stale').count()).toBe(1);
    await page.getByRole('button', { name: 'More instances…' }).click();
    await page.locator('#reason').fill('a vote');
    await page.locator('#emergency-submit').click();
    await page.locator('#emergency-error').waitFor();
    expect(await text(page, 'emergency-error')).toMatch(/whether it was done is not known/);
    await page.screenshot({ path: `${PICTURES}ended.png` });
    await page.close();
  });
});
