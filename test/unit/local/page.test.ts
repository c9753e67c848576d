import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MinuteRecord, ReplayRecord } from '../../../local/replay/record.ts';
import { pageDataOf } from '../../../local/report/page-data.ts';
import { renderReport } from '../../../local/report/render-report.ts';

const FROM_MS = Date.parse('2026-11-16T05:00:00Z');
const GAPS_TITLE = 'The file has no traffic for these times';
const HOSTILE = [
  '</script>',
  '</SCRIPT >',
  '<!--<script>',
  ']]>',
  '"\'><img src=//evil.example onerror=alert(1)>',
  '&lt;b&gt;',
  '\u2028 \\u003c \\',
].join(' ');

function minuteOf(index: number, changed: Partial<MinuteRecord> = {}): MinuteRecord {
  const calls = { channelsMean: 40.4, channelsMax: 45, offered: 10, blocked: 0, projected: 42.3 };
  const instances = { desired: 1, decidedBy: 'schedule', serving: 1, paid: 1 };
  return { atMs: FROM_MS + index * 60_000, ...calls, ...instances, ...changed };
}

function record(changed: Partial<ReplayRecord> = {}): ReplayRecord {
  const minutes = Array.from({ length: 1440 }, (_, index) => minuteOf(index));
  return {
    fleet: 'in-ngn',
    timeZone: 'America/New_York',
    fromMs: FROM_MS,
    toMs: FROM_MS + minutes.length * 60_000,
    seed: 1,
    traffic: 'calls.csv',
    slots: 2,
    planned: 80,
    limit: 110,
    minutes,
    lanes: [],
    events: [],
    gaps: [],
    surges: [],
    emergencies: [],
    summary: {
      calls: { offered: 1000, carried: 999, blocked: 1, cut: 0 },
      instanceHours: { paid: 24, alwaysOn: 48, least: 22 },
      instances: { max: 1, min: 1 },
      launches: 1,
      retires: 0,
      longestDrainMinutes: 0,
      readyBeforeRiseMinutes: 25,
      decidedBy: { schedule: 1440 },
      wallSeconds: 1,
    },
    ...changed,
  };
}

/** What a page must not hold, alone: a page is long. */
const found = (page: string, wanted: RegExp) => wanted.exec(page)?.[0];

const dataIn = (page: string) =>
  page.split('<script type="application/json" id="data">')[1]?.split('</script>')[0] ?? '';

test('a hostile text comes through whole as data and harmless as text, wherever it stands', async () => {
  const lane = { slot: 1, state: 'serving', fromMs: 0, toMs: 1, reason: HOSTILE } as const;
  const event = { atMs: FROM_MS, slot: 1, severity: 'critical', text: HOSTILE } as const;
  const hostile = record({ fleet: HOSTILE, traffic: HOSTILE, lanes: [lane], events: [event] });
  const page = await renderReport(hostile);
  expect(JSON.parse(dataIn(page))).toEqual(pageDataOf(hostile));
  expect(dataIn(page)).not.toContain('<');
  expect(page.match(/<script/gi)).toHaveLength(2);
  expect(page.match(/<\/script/gi)).toHaveLength(2);
  const beforeData = page.slice(0, page.indexOf('<script'));
  expect(found(beforeData, /<(!--|img|\/?script)/i)).toBeUndefined();
  expect(beforeData.split('&lt;/script&gt;')).toHaveLength(5);
  expect(beforeData).toContain('&amp;lt;b&amp;gt;');
});

test('a page loads nothing: no link, frame, import, font or picture from elsewhere', async () => {
  const page = await renderReport(record());
  const markup = page.slice(0, page.lastIndexOf('<script>'));
  expect(found(markup, /<(link|iframe|object|embed|base|img)\b/i)).toBeUndefined();
  expect(found(markup, /@import|url\(/i)).toBeUndefined();
  expect(found(markup, /\b(src|href)\s*=/i)).toBeUndefined();
  expect(found(page, /\b(src|href)\s*=\s*["'](https?:)?\/\//i)).toBeUndefined();
  expect(page).not.toContain(GAPS_TITLE);
});

test('a page names each gap in local time, and how many more notices there are', async () => {
  const hour = (from: number) => ({
    fromMs: FROM_MS + from * 3_600_000,
    toMs: FROM_MS + (from + 1) * 3_600_000,
  });
  const events = Array.from({ length: 523 }, (_, index) => ({
    atMs: FROM_MS + index,
    severity: 'info' as const,
    text: `notice ${index} of them`,
  }));
  const page = await renderReport(record({ gaps: [hour(0), hour(5)], events }));
  const markup = page.slice(0, page.indexOf('<script'));
  expect(markup).toContain(GAPS_TITLE);
  expect(markup).toContain('<li>16 Nov 2026, 00:00 to 16 Nov 2026, 01:00</li>');
  expect(markup).toContain('<li>16 Nov 2026, 05:00 to 16 Nov 2026, 06:00</li>');
  expect(markup.match(/notice \d+ of them/g)).toHaveLength(500);
  expect(markup).toContain('and 23 more');
});

test('a record of 30 days is a page of a size that opens', () => {
  const minutes = Array.from({ length: 30 * 1440 }, (_, index) => minuteOf(index));
  const data = pageDataOf(record({ minutes, toMs: FROM_MS + 30 * 86_400_000 }));
  expect(data.points.length).toBeGreaterThan(1000);
  expect(data.points.length).toBeLessThanOrEqual(3000);
  expect(JSON.stringify(data).length).toBeLessThan(1_000_000);
});

test('a thinned point is the busiest moment of the minutes up to the next point', () => {
  const peak = fc.record({ index: fc.nat(9_999), channels: fc.integer({ min: 46, max: 500 }) });
  const plain = Array.from({ length: 10_000 }, (_, index) => minuteOf(index));
  fc.assert(
    fc.property(fc.array(peak, { maxLength: 5 }), (peaks) => {
      const minutes = [...plain];
      for (const { index, channels } of peaks)
        minutes[index] = minuteOf(index, { channelsMax: channels });
      const { points } = pageDataOf(record({ minutes }));
      points.forEach(({ atMs, channelsMax }, index) => {
        const fromIndex = (atMs - FROM_MS) / 60_000;
        const nextMs = points[index + 1]?.atMs ?? FROM_MS + 10_000 * 60_000;
        const group = minutes.slice(fromIndex, (nextMs - FROM_MS) / 60_000);
        if (channelsMax !== Math.max(...group.map((each) => each.channelsMax)))
          throw new Error(`point ${index}`);
      });
    }),
    { numRuns: 20 },
  );
});

test('what decided is known without a break, however often it changes', () => {
  const by = fc.array(fc.constantFrom('schedule', 'present load', 'minimum'), { minLength: 1 });
  fc.assert(
    fc.property(by, (names) => {
      const minutes = names.map((decidedBy, index) => minuteOf(index, { decidedBy }));
      const toMs = FROM_MS + names.length * 60_000;
      const { deciders } = pageDataOf(record({ minutes, toMs }));
      expect([...deciders.map(({ fromMs }) => fromMs), toMs]).toEqual([
        FROM_MS,
        ...deciders.map((span) => span.toMs),
      ]);
      const found = minutes.map(
        ({ atMs }) => deciders.find((span) => atMs >= span.fromMs && atMs < span.toMs)?.by,
      );
      expect(found).toEqual(names);
    }),
  );
});
