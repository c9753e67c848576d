import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawCalls, holdingTime } from '../../../local/traffic/draw-calls.ts';
import { poisson, randomStream } from '../../../local/traffic/random.ts';
import type { Bin } from '../../../local/traffic/read-traffic.ts';
import { scaleFor } from '../../../local/traffic/scale.ts';

const BIN_MS = 300_000;
const DRAW = { binMs: BIN_MS, scale: 1, meanHoldingMs: 180_000, seed: 1 };
const binsOf = (counts: readonly number[]): Bin[] =>
  counts.map((calls, index) => ({ fromMs: index * BIN_MS, day: '2026-11-16', calls }));

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
}

test.each([0.1, 3, 40, 499, 501, 2500])('Poisson counts around %d vary as much as that', (mean) => {
  const random = randomStream(3, 'test');
  const counts = Array.from({ length: 4000 }, () => poisson(random, mean));
  // Five standard errors of the mean, and of the variance.
  expect(Math.abs(meanOf(counts) - mean)).toBeLessThan(5 * Math.sqrt(mean / 4000));
  const spread = Math.sqrt((2 * mean ** 2 + mean) / 4000);
  expect(Math.abs(varianceOf(counts) - mean)).toBeLessThan(5 * spread);
});

test('a bin without calls has none', () => {
  expect([...drawCalls(binsOf([0, 0, 0]), DRAW)]).toEqual([]);
  expect(poisson(randomStream(1, 'test'), 0)).toBe(0);
});

test('whatever the bins, calls are in order and within bins that have some', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 1_000_000 }), (calls, seed) => {
      const drawn = [...drawCalls(binsOf(calls), { ...DRAW, seed })];
      const times = drawn.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((atMs) => (calls[Math.floor(atMs / BIN_MS)] ?? 0) > 0)).toBe(true);
      expect(drawn.every(({ holdingMs }) => holdingMs > 0)).toBe(true);
    }),
  );
});

test('another seed is another draw of the same traffic', () => {
  const bins = binsOf(Array.from({ length: 50 }, () => 100));
  const [one = [], other = []] = [1, 2].map((seed) => [...drawCalls(bins, { ...DRAW, seed })]);
  expect(one).not.toEqual(other);
  expect(Math.abs(one.length - other.length)).toBeLessThan(5 * Math.sqrt(2 * 5000));
});

test('the same calls come however long they last', () => {
  const bins = binsOf([30, 50, 20]);
  const arrivals = [10_000, 180_000, 900_000].map((meanHoldingMs) =>
    [...drawCalls(bins, { ...DRAW, meanHoldingMs })].map(({ atMs }) => atMs),
  );
  expect(arrivals[1]).toEqual(arrivals[0]);
  expect(arrivals[2]).toEqual(arrivals[0]);
});

test('calls are spread evenly within their bin', () => {
  const calls = [...drawCalls(binsOf([20_000]), DRAW)];
  const thirds = [0, 1, 2].map(
    (third) => calls.filter(({ atMs }) => Math.floor((3 * atMs) / BIN_MS) === third).length,
  );
  for (const count of thirds)
    expect(Math.abs(count / calls.length - 1 / 3)).toBeLessThan(5 * Math.sqrt(2 / 9 / 20_000));
});

test.each([5_000, 24_000, 60_000, 180_000, 600_000])(
  'holding times have the mean of %d ms that was asked for',
  (meanMs) => {
    const random = randomStream(11, 'test');
    const times = Array.from({ length: 60_000 }, () => holdingTime(random, meanMs));
    const error = Math.sqrt(varianceOf(times) / times.length);
    expect(Math.abs(meanOf(times) - meanMs)).toBeLessThan(5 * error);
    expect(error).toBeLessThan(0.05 * meanMs);
  },
);

test('a mean too short for long calls has none of them', () => {
  const random = randomStream(1, 'test');
  const times = Array.from({ length: 20_000 }, () => holdingTime(random, 20_000));
  expect(Math.max(...times)).toBeLessThan(20 * 60_000);
});

test('streams of one seed have nothing to do with one another', () => {
  const [one = [], other = []] = ['arrivals', 'boots'].map((purpose) => {
    const random = randomStream(1, purpose);
    return Array.from({ length: 10_000 }, () => random() - 0.5);
  });
  const correlation = 12 * meanOf(one.map((value, index) => value * (other[index] ?? 0)));
  expect(Math.abs(correlation)).toBeLessThan(0.05);
  expect([...one, ...other].every((value) => value >= -0.5 && value < 0.5)).toBe(true);
});

test('twice the calls need half the scale, and twice the channels the double', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 10_000 }), (calls, channels) => {
      const scale = scaleFor({ binMs: BIN_MS, bins: binsOf(calls) }, 180_000, channels);
      const twice = { binMs: BIN_MS, bins: binsOf(calls.map((count) => 2 * count)) };
      expect(scaleFor(twice, 180_000, channels) / scale).toBeCloseTo(0.5, 9);
      expect(scaleFor(twice, 180_000, 2 * channels) / scale).toBeCloseTo(1, 9);
    }),
  );
});

test('silence is not scaled', () => {
  expect(scaleFor({ binMs: BIN_MS, bins: binsOf([0, 0]) }, 180_000, 100)).toBe(1);
});
