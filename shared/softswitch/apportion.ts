/**
 * Whole numbers in proportion to the weights, none below 1, that come to exactly `total`; the
 * largest remainders are rounded up, the first of equals first. `total` is at least their number.
 * Source: the method of largest remainders (Hamilton).
 */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const free = total - weights.length;
  const exact = weights.map((weight) => (sum > 0 ? (free * weight) / sum : free / weights.length));
  const whole = exact.map((share) => 1 + Math.floor(share));
  const missing = total - whole.reduce((all, share) => all + share, 0);
  const byRemainder = exact
    .map((share, at) => ({ at, remainder: share - Math.floor(share) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.at - b.at);
  const rounded = new Set(byRemainder.slice(0, missing).map(({ at }) => at));
  return whole.map((share, at) => share + (rounded.has(at) ? 1 : 0));
}

const STEPS = 10;

/**
 * The smallest whole numbers in about this proportion, each at most 10: for softswitches that send
 * as many calls in a row to a destination as its weight says.
 */
export function inSmallNumbers(weights: readonly number[]): number[] {
  const most = Math.max(1, ...weights);
  const steps = weights.map((weight) => Math.max(1, Math.round((STEPS * weight) / most)));
  const divisor = steps.reduce(greatestCommonDivisor, 0);
  return steps.map((step) => step / Math.max(1, divisor));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
