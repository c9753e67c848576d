import { holdingTime } from '../traffic/draw-calls.ts';
import { poisson, type Random, randomStream } from '../traffic/random.ts';
import type { Bin } from '../traffic/read-traffic.ts';

/** The calls of each second, the same whoever carries them. */
export interface Offered {
  /** Epoch milliseconds of the first second. */
  readonly fromMs: number;
  /** Calls that begin in each second. */
  readonly arrivals: Uint16Array;
  /** How long each call lasts, seconds, at least one; in the order of the arrivals. */
  readonly holding: Uint16Array;
}

export interface OfferedOptions {
  readonly bins: readonly Bin[];
  readonly binMs: number;
  readonly scale: number;
  readonly meanHoldingMs: number;
  readonly seed: number;
}

const HOLDING_MAX = 65_535;

/** Poisson in each bin, uniform within it; a hole between bins is silence. */
export function offer(options: OfferedOptions): Offered {
  const { bins, binMs, scale, meanHoldingMs, seed } = options;
  const fromMs = bins[0]?.fromMs ?? 0;
  const toMs = (bins.at(-1)?.fromMs ?? 0) + binMs;
  const arrivals = new Uint16Array((toMs - fromMs) / 1000);
  const when = randomStream(seed, 'arrivals');
  let total = 0;
  for (const { fromMs: binFromMs, calls } of bins) {
    const count = poisson(when, calls * scale);
    const first = (binFromMs - fromMs) / 1000;
    const seconds = binMs / 1000;
    for (let call = 0; call < count; call += 1) {
      const at = first + Math.floor(when() * seconds);
      arrivals[at] = (arrivals[at] ?? 0) + 1;
    }
    total += count;
  }
  return {
    fromMs,
    arrivals,
    holding: holdings(total, meanHoldingMs, randomStream(seed, 'holding')),
  };
}

function holdings(count: number, meanMs: number, random: Random): Uint16Array {
  const seconds = new Uint16Array(count);
  for (let call = 0; call < count; call += 1) {
    const lasts = Math.round(holdingTime(random, meanMs) / 1000);
    seconds[call] = Math.min(HOLDING_MAX, Math.max(1, lasts));
  }
  return seconds;
}

/** Calls up at the end of each second if none were ever refused. Source: M(t)/G/infinity. */
export function unrefused({ arrivals, holding }: Offered): Int32Array {
  const change = new Int32Array(arrivals.length + 1);
  let call = 0;
  for (let second = 0; second < arrivals.length; second += 1) {
    const count = arrivals[second] ?? 0;
    change[second] = (change[second] ?? 0) + count;
    for (let each = 0; each < count; each += 1, call += 1) {
      const end = second + (holding[call] ?? 1);
      if (end < arrivals.length) change[end] = (change[end] ?? 0) - 1;
    }
  }
  const up = new Int32Array(arrivals.length);
  let now = 0;
  for (let second = 0; second < up.length; second += 1) {
    now += change[second] ?? 0;
    up[second] = now;
  }
  return up;
}

/** Uniform between two times, of a stream that no policy can disturb: by launch, not by time. */
export function bootSeconds(seed: number, from: number, to: number): (launch: number) => number {
  return (launch) => from + randomStream(seed, `boot ${launch}`)() * (to - from);
}
