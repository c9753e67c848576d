import { normal, poisson, type Random, randomStream } from './random.ts';
import type { Bin } from './read-traffic.ts';

export interface Call {
  readonly atMs: number;
  readonly holdingMs: number;
}

export interface Draw {
  readonly binMs: number;
  readonly scale: number;
  readonly meanHoldingMs: number;
  readonly seed: number;
}

const LONG_SHARE = 0.02;
const LONG_MEAN_MS = 20 * 60_000;
const VARIATION = 1.2;

/** Calls in the order of time: Poisson in each bin, uniform within it; a bin at a time in memory. */
export function* drawCalls(bins: Iterable<Bin>, draw: Draw): Generator<Call, void, undefined> {
  const arrivals = randomStream(draw.seed, 'arrivals');
  const holding = randomStream(draw.seed, 'holding times');
  for (const { fromMs, calls } of bins) {
    const count = poisson(arrivals, calls * draw.scale);
    const times = Array.from({ length: count }, () => fromMs + arrivals() * draw.binMs);
    for (const atMs of times.toSorted((a, b) => a - b))
      yield { atMs, holdingMs: holdingTime(holding, draw.meanHoldingMs) };
  }
}

/**
 * Lognormal with a coefficient of variation of 1.2, and one call in fifty lognormal around twenty
 * minutes; the mean over both is the given one.
 * Source: Brown et al., JASA 100 (2005) 36, for the lognormal; E[X] = exp(mu + sigma^2 / 2).
 */
export function holdingTime(random: Random, meanMs: number): number {
  const bodyMeanMs = (meanMs - LONG_SHARE * LONG_MEAN_MS) / (1 - LONG_SHARE);
  // A mean too short for the tail has none.
  const isLong = bodyMeanMs > 0 && random() < LONG_SHARE;
  const mean = isLong ? LONG_MEAN_MS : bodyMeanMs > 0 ? bodyMeanMs : meanMs;
  const sigma = Math.sqrt(Math.log(1 + VARIATION ** 2));
  const mu = Math.log(mean) - sigma ** 2 / 2;
  return Math.exp(mu + sigma * normal(random));
}
