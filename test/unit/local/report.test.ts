import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ReplayRecord } from '../../../local/replay/record.ts';
import { pageDataOf } from '../../../local/report/page-data.ts';
import { renderReport } from '../../../local/report/render-report.ts';
import { renderTable } from '../../../local/report/render-table.ts';
import { writeWhole } from '../../../local/report/write-whole.ts';

const FROM_MS = Date.parse('2026-11-16T05:00:00Z');
const HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)>';

function record(minutes: number): ReplayRecord {
  const toMs = FROM_MS + minutes * 60_000;
  return {
    fleet: 'in-ngn',
    timeZone: 'America/New_York',
    fromMs: FROM_MS,
    toMs,
    seed: 1,
    traffic: HOSTILE,
    slots: 2,
    planned: 80,
    limit: 110,
    minutes: Array.from({ length: minutes }, (_, index) => ({
      atMs: FROM_MS + index * 60_000,
      channelsMean: 40,
      channelsMax: index === 777 ? 99 : 45,
      offered: 10,
      blocked: 0,
      projected: 42,
      desired: 1,
      decidedBy: index < 100 ? 'schedule' : 'present load',
      serving: 1,
      paid: 1,
    })),
    lanes: [{ slot: 1, state: 'serving', fromMs: FROM_MS, toMs, reason: HOSTILE }],
    events: [{ atMs: FROM_MS, slot: 1, severity: 'warning', text: HOSTILE }],
    gaps: [{ fromMs: FROM_MS, toMs: FROM_MS + 3_600_000 }],
    summary: {
      calls: { offered: 1000, carried: 999, blocked: 1, cut: 0 },
      instanceHours: { paid: 24, alwaysOn: 48, least: 22 },
      instances: { max: 1, min: 1 },
      launches: 1,
      retires: 0,
      longestDrainMinutes: 0,
      readyBeforeRiseMinutes: 25,
      wallSeconds: 1,
    },
  };
}

test('the page needs nothing from outside, and no text can break out of it', async () => {
  const page = await renderReport(record(1440));
  expect(page).not.toMatch(/(src|href)\s*=\s*["']?(https?:)?\/\//);
  expect(page).not.toContain('<img src=x');
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(page).toContain('The file has no traffic for these times');
});

test('many days are thinned to what a screen shows, and no peak is lost', () => {
  const { points } = pageDataOf(record(30 * 1440));
  expect(points.length).toBeLessThanOrEqual(3_000);
  expect(Math.max(...points.map(({ channelsMax }) => channelsMax))).toBe(99);
});

test('what decided is a span each time that it changes', () => {
  const { deciders } = pageDataOf(record(200));
  expect(deciders.map(({ by }) => by)).toEqual(['schedule', 'present load']);
});

test('the table says what was carried, cut and paid', () => {
  const table = renderTable(record(1440), { colour: false });
  expect(table).toContain('50 % of always-on');
  expect(table).toContain('replayed as silence');
  const figures = table.split('\n').filter((line) => /^ {2}\S.*\d/.test(line));
  expect(figures.length).toBeGreaterThan(10);
});

test('a file is written whole, and nothing else is left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asterfleet-test-'));
  const file = join(folder, 'report.html');
  writeWhole(file, 'old');
  writeWhole(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['report.html']);
});
