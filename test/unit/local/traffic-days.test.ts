import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { type Bin, parseTraffic, TrafficError } from '../../../local/traffic/read-traffic.ts';
import { gapsOf, inWindow, windowOf } from '../../../local/traffic/window.ts';

const ZONE = 'America/New_York';
const HOUR_MS = 3_600_000;
const read = (text: string, zone = ZONE) => parseTraffic(text, 'calls.csv', zone);
const csv = (...times: readonly string[]) =>
  `timestamp,calls\n${times.map((time) => `${time},1`).join('\n')}\n`;

/** Every bin of a local day as a clock on the wall names it, and when each really begins. */
function wallDay(date: string, zone: string, binMinutes: number) {
  const day = Temporal.PlainDate.from(date);
  const fromMs = day.toZonedDateTime(zone).epochMilliseconds;
  const toMs = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  const startsMs: number[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += binMinutes * 60_000) startsMs.push(atMs);
  const times = startsMs.map((atMs) =>
    Temporal.Instant.fromEpochMilliseconds(atMs)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'second' }),
  );
  return { startsMs, times };
}

test.each([
  ['an ordinary day', '2026-11-16', ZONE, 24],
  ['the day that repeats an hour', '2026-11-01', ZONE, 25],
  ['the day that lacks an hour', '2026-03-08', ZONE, 23],
  ['a day that repeats half an hour', '2026-04-05', 'Australia/Lord_Howe', 24.5],
  ['a day without daylight saving', '2026-07-01', 'Asia/Tokyo', 24],
])('%s is read back bin by bin, without a gap', (_, date, zone, hours) => {
  const bin = fc.constantFrom(1, 5, 15, 30);
  fc.assert(
    fc.property(bin, (binMinutes) => {
      const { startsMs, times } = wallDay(date, zone, binMinutes);
      const traffic = read(csv(...times), zone);
      expect(traffic.bins.map(({ fromMs }) => fromMs)).toEqual(startsMs);
      expect(new Set(traffic.bins.map(({ day }) => day))).toEqual(new Set([date]));
      const window = windowOf(traffic, zone, { from: undefined, days: 1 });
      expect((window.toMs - window.fromMs) / HOUR_MS).toBe(hours);
      expect(gapsOf(traffic, window)).toEqual([]);
    }),
    { numRuns: 4 },
  );
});

test('a time that spring skips is moved on, never back', () => {
  const { bins } = read(csv('2026-03-08 00:30', '2026-03-08 01:00', '2026-03-08 02:30'));
  expect(bins.map(({ fromMs }) => new Date(fromMs).toISOString())).toEqual([
    '2026-03-08T05:30:00.000Z',
    '2026-03-08T06:00:00.000Z',
    '2026-03-08T07:30:00.000Z',
  ]);
});

test('a file that counts calls in the hour that spring skips, and in the next, is refused', () => {
  const times = ['01:30', '02:00', '02:30', '03:00', '03:30'].map((time) => `2026-03-08 ${time}`);
  expect(() => read(csv(...times))).toThrow(
    'calls.csv:5: expected a time after the line before, found 2026-03-08T03:00:00',
  );
});

test('the hour that autumn repeats may be there once alone: the other is a gap', () => {
  const { times } = wallDay('2026-11-01', ZONE, 30);
  const traffic = read(csv(...new Set(times)));
  const window = windowOf(traffic, ZONE, { from: undefined, days: 1 });
  expect(gapsOf(traffic, window)).toEqual([
    { fromMs: Date.parse('2026-11-01T06:00:00Z'), toMs: Date.parse('2026-11-01T07:00:00Z') },
  ]);
});

test('an hour three times over is refused also on the day that repeats it', () => {
  const times = ['00:30', '01:00', '01:30', '01:00', '01:30', '01:00', '01:30'];
  expect(() => read(csv(...times.map((time) => `2026-11-01 ${time}`)))).toThrow(/calls\.csv:7: /);
});

test('a file from another system is read alike: quotes, a T, no seconds, other line ends', () => {
  const plain = read('timestamp,calls\n2026-11-16 00:00:00,5\n2026-11-16 00:05:00,6\n');
  for (const text of [
    '\uFEFF"timestamp","calls"\r\n"2026-11-16T00:00",5\r\n"2026-11-16T00:05",6\r\n',
    'timestamp,calls\n2026-11-16 00:00,5.0\n2026-11-16 00:05,6',
  ])
    expect(read(text)).toEqual(plain);
});

test.each(['1e3', '+5', '5,', '', ' 5', '0x10', 'NaN', 'Infinity', '9'.repeat(400)])(
  'the number of calls %j is refused',
  (calls) => {
    const text = `timestamp,calls\n2026-11-16 00:00,5\n2026-11-16 00:05,${calls}\n`;
    expect(() => read(text)).toThrow(/^calls\.csv:3: /);
  },
);

test('faults of different kinds are told together, each with its own line', () => {
  const rows = ['2026-11-16 00:00,5', 'x', '2026-11-16 00:10,-1', '2026-02-30 00:15,5', '\u0007'];
  const act = () => read(`calls,timestamp\n${rows.join('\n')}\n`);
  expect(act).toThrow(TrafficError);
  expect(act).toThrow(/^calls\.csv:1: .*\n.*:3: .*\n.*:4: .*\n.*:5: .*\n.*:6: .*"\\u0007"$/);
});

test('the first date may be given, and one that is none is refused by name', () => {
  const traffic = read(csv('2026-11-16 00:00', '2026-11-16 00:05'));
  const { fromMs, toMs } = windowOf(traffic, ZONE, { from: '2026-10-31', days: 2 });
  expect(new Date(fromMs).toISOString()).toBe('2026-10-31T04:00:00.000Z');
  expect(toMs - fromMs).toBe(49 * HOUR_MS);
  for (const from of ['yesterday', '2026-02-30', '16.11.2026'])
    expect(() => windowOf(traffic, ZONE, { from, days: 1 })).toThrow(`found ${from}`);
});

test('bins and gaps together fill the window, once each', () => {
  const binMs = 300_000;
  const window = { fromMs: 0, toMs: 288 * binMs };
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -20, max: 308 })), (numbers) => {
      const bins: Bin[] = numbers
        .toSorted((a, b) => a - b)
        .map((number) => ({ fromMs: number * binMs, day: '', calls: 1 }));
      const kept = inWindow(bins, window).map(({ fromMs }) => ({ fromMs, toMs: fromMs + binMs }));
      const spans = [...kept, ...gapsOf({ binMs, bins }, window)].toSorted(
        (a, b) => a.fromMs - b.fromMs,
      );
      const joints = spans.map(({ fromMs }) => fromMs);
      expect([...joints, window.toMs]).toEqual([window.fromMs, ...spans.map(({ toMs }) => toMs)]);
    }),
  );
});
