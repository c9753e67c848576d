import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawCalls, holdingTime } from '../../../local/traffic/draw-calls.ts';
import { randomStream } from '../../../local/traffic/random.ts';
import { parseTraffic, TrafficError } from '../../../local/traffic/read-traffic.ts';
import { scaleFor } from '../../../local/traffic/scale.ts';
import { gapsOf, windowOf } from '../../../local/traffic/window.ts';

const ZONE = 'America/New_York';
const read = (text: string) => parseTraffic(text, 'calls.csv', ZONE);
const csv = (...rows: readonly string[]) => `timestamp,calls\n${rows.join('\n')}\n`;
const hhmm = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const dayOf = (date: string, calls: number) =>
  Array.from({ length: 288 }, (_, bin) => `${date} ${hhmm(bin * 5)}:00,${calls}`);

function faultsOf(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof TrafficError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const GOOD = '2026-11-16 00:00:00,5';

test.each([
  ['no header', `${GOOD}\n2026-11-16 00:05:00,5`, 1],
  ['an empty file', '', 1],
  ['binary', '\u0000\u0001\u0002\n\u0003', 1],
  ['one bin', csv(GOOD), 1],
  ['no timestamp', csv(GOOD, 'yesterday,5'), 3],
  ['a date that is none', csv(GOOD, '2026-02-30 00:05:00,5'), 3],
  ['an hour that is none', csv(GOOD, '2026-11-16 25:00:00,5'), 3],
  ['negative calls', csv(GOOD, '2026-11-16 00:05:00,-5'), 3],
  ['calls that are no number', csv(GOOD, '2026-11-16 00:05:00,many'), 3],
  ['too many columns', csv(GOOD, '2026-11-16 00:05:00,5,5'), 3],
  ['an empty line', csv(GOOD, '', '2026-11-16 00:05:00,5'), 3],
  ['disorder', csv(GOOD, '2026-11-16 00:10:00,5', '2026-11-16 00:05:00,5'), 4],
  ['the same time twice', csv(GOOD, '2026-11-16 00:05:00,5', '2026-11-16 00:05:00,5'), 4],
  ['a time off the grid', csv(GOOD, '2026-11-16 00:05:00,5', '2026-11-16 00:12:00,5'), 4],
  ['bins of two hours', csv(GOOD, '2026-11-16 02:00:00,5'), 2],
  ['bins of half a minute', csv(GOOD, '2026-11-16 00:00:30,5'), 2],
])('%s is refused with its line', (_, text, line) => {
  const [first] = faultsOf(text);
  expect(first).toMatch(new RegExp(`^calls\\.csv:${line}: expected .*found `));
});

test('all faulty lines are told at once, up to a bound', () => {
  const bad = Array.from({ length: 30 }, () => 'x');
  expect(faultsOf(csv(GOOD, ...bad))).toHaveLength(20);
});

test('whatever a file holds, it is read or refused', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void faultsOf(text)));
});

test('the hour that autumn repeats is placed in order', () => {
  const rows = ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00'];
  const { bins } = read(csv(...rows.map((time) => `2026-11-01 ${time}:00,1`)));
  const steps = bins.slice(1).map(({ fromMs }, index) => fromMs - (bins[index]?.fromMs ?? 0));
  expect(steps).toEqual([1, 1, 1, 1, 1].map(() => 1_800_000));
});

test('times out of order are no repeated hour on any other day', () => {
  const rows = ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00'];
  expect(faultsOf(csv(...rows.map((time) => `2026-11-16 ${time}:00,1`)))).not.toEqual([]);
});

test('a window is whole local days, 25 hours where autumn makes them so', () => {
  const traffic = read(csv(...dayOf('2026-11-01', 1)));
  const { fromMs, toMs } = windowOf(traffic, ZONE, { from: undefined, days: 1 });
  expect(new Date(fromMs).toISOString()).toBe('2026-11-01T04:00:00.000Z');
  expect(toMs - fromMs).toBe(25 * 3_600_000);
});

test('what the file lacks within the window is a gap, and nothing is guessed for it', () => {
  const rows = [...dayOf('2026-11-16', 1).slice(12, 24), ...dayOf('2026-11-18', 1)];
  const traffic = read(csv(...rows));
  const window = windowOf(traffic, ZONE, { from: undefined, days: 3 });
  const hours = gapsOf(traffic, window).map(({ fromMs, toMs }) => (toMs - fromMs) / 3_600_000);
  expect(hours).toEqual([1, 46]);
});

test('scaling brings the 90th percentile of the daily peaks to the wanted channels', () => {
  const days = Array.from({ length: 10 }, (_, day) =>
    dayOf(`2026-11-${String(day + 2).padStart(2, '0')}`, (day + 1) * 10),
  );
  const traffic = read(csv(...days.flat()));
  // The ninth busiest day has 90 calls in five minutes: 54 concurrent calls of three minutes.
  expect(scaleFor(traffic, 180_000, 540)).toBeCloseTo(10, 6);
});

test('calls come in order, within their bins, as many as Poisson says, the same for the same seed', () => {
  const traffic = read(csv(...dayOf('2026-11-16', 100)));
  const draw = { binMs: traffic.binMs, scale: 2, meanHoldingMs: 180_000, seed: 7 };
  const calls = [...drawCalls(traffic.bins, draw)];
  expect(calls).toEqual([...drawCalls(traffic.bins, draw)]);
  expect(calls.every(({ atMs }, index) => atMs >= (calls[index - 1]?.atMs ?? 0))).toBe(true);
  // 57,600 expected: within five standard deviations.
  expect(Math.abs(calls.length - 57_600)).toBeLessThan(5 * Math.sqrt(57_600));
  const byBin = Map.groupBy(calls, ({ atMs }) => Math.floor(atMs / 300_000));
  const counts = traffic.bins.map(({ fromMs }) => byBin.get(fromMs / 300_000)?.length ?? 0);
  const variance = counts.reduce((sum, count) => sum + (count - 200) ** 2, 0) / counts.length;
  expect(variance / 200).toBeGreaterThan(0.7);
  expect(variance / 200).toBeLessThan(1.35);
});

test('holding times have the given mean and a heavy tail', () => {
  const random = randomStream(1, 'test');
  const times = Array.from({ length: 100_000 }, () => holdingTime(random, 180_000));
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  expect(Math.abs(mean / 180_000 - 1)).toBeLessThan(0.03);
  const long = times.filter((time) => time > 1_200_000).length / times.length;
  expect(long).toBeGreaterThan(0.006);
  expect(times.every((time) => time > 0)).toBe(true);
});
