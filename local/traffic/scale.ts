import type { Bin, Traffic } from './read-traffic.ts';

const SMOOTHED_OVER_MS = 15 * 60_000;
const QUANTILE = 0.9;

/**
 * By what the calls are multiplied so that the 90th percentile of the daily peaks of concurrent
 * calls (Little: arrival rate times mean holding time, over a quarter of an hour) is `channels`.
 */
export function scaleFor(traffic: Traffic, meanHoldingMs: number, channels: number): number {
  const byDay = Map.groupBy(traffic.bins, ({ day }) => day);
  const peaks = [...byDay.values()]
    .map((day) => peakOf(day, traffic.binMs, meanHoldingMs))
    .toSorted((a, b) => a - b);
  const peak = peaks[Math.ceil(QUANTILE * peaks.length) - 1] ?? 0;
  return peak > 0 ? channels / peak : 1;
}

function peakOf(day: readonly Bin[], binMs: number, meanHoldingMs: number): number {
  const width = Math.max(1, Math.round(SMOOTHED_OVER_MS / binMs));
  const sums = day.map((_, index) =>
    day.slice(Math.max(0, index - width + 1), index + 1).reduce((sum, { calls }) => sum + calls, 0),
  );
  return (Math.max(...sums) / (width * binMs)) * meanHoldingMs;
}
