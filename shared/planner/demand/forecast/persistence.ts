/**
 * How far the last minutes, quarter hours and hours stand off from the profile, and how much of that stays:
 * learned from the fleet's own weeks by least squares. A fleet whose calls come in waves believes the last
 * minutes; one whose minutes say nothing of the next believes the last hours.
 */
const SPEEDS_MINUTES = [3, 10, 30, 120] as const;
const COUNT = SPEEDS_MINUTES.length;
/** What a fleet without history believes of each, for the next minutes and for those after. */
const FIRST = [
  [0.25, 0.35, 0.2, 0.2],
  [0.1, 0.3, 0.3, 0.3],
] as const;
const RIDGE = 0.02;
const RIDGE_LEAST = 1_000;
/** So many calls up are added on both sides of a ratio: a quiet hour says little. */
const SHRUNK_ERLANGS = 10;

/** What is kept of what was offered and of what was expected, at each speed. */
export interface Traces {
  readonly offered: Float64Array;
  readonly expected: Float64Array;
}

const KEPT = SPEEDS_MINUTES.map((minutes) => Math.exp(-1 / minutes));

export function noTraces(): Traces {
  return { offered: new Float64Array(COUNT), expected: new Float64Array(COUNT) };
}

/** One minute on; both in Erlang. */
export function addMinute(traces: Traces, offered: number, expected: number): void {
  for (let speed = 0; speed < COUNT; speed += 1) {
    const kept = KEPT[speed] ?? 0;
    traces.offered[speed] = (traces.offered[speed] ?? 0) * kept + offered * (1 - kept);
    traces.expected[speed] = (traces.expected[speed] ?? 0) * kept + expected * (1 - kept);
  }
}

/** How far each speed is off: 0.1 is ten percent above the profile. */
export function deviationsOf({ offered, expected }: Traces): Float64Array {
  return offered.map(
    (sum, speed) => (sum + SHRUNK_ERLANGS) / ((expected[speed] ?? 0) + SHRUNK_ERLANGS) - 1,
  );
}

export interface Persistence {
  /** Shares of each deviation that stay for the next five minutes, and for the ten after. */
  readonly near: Float64Array;
  readonly far: Float64Array;
  /** How large half an hour's deviation usually is. */
  readonly usual: number;
}

export const NEAR_MINUTES = 5;
export const FAR_MINUTES = 15;

/** Sums of the normal equations of each of the two. */
export interface Fit {
  readonly squares: readonly [Float64Array, Float64Array];
  readonly products: readonly [Float64Array, Float64Array];
  /** Sum of the squares of what was expected. */
  weight: number;
}

export function noFit(): Fit {
  return {
    squares: [new Float64Array(COUNT * COUNT), new Float64Array(COUNT * COUNT)],
    products: [new Float64Array(COUNT), new Float64Array(COUNT)],
    weight: 0,
  };
}

export function faded(fit: Fit, share: number): Fit {
  const fade = (values: Float64Array) => values.map((value) => value * share);
  const [near, far] = fit.squares;
  const [nearProducts, farProducts] = fit.products;
  return {
    squares: [fade(near), fade(far)],
    products: [fade(nearProducts), fade(farProducts)],
    weight: fit.weight * share,
  };
}

/** What was expected, by how much it was missed, and what the deviations had been before. */
export function addMiss(
  fit: Fit,
  which: 0 | 1,
  deviations: Float64Array,
  { expected, missed }: { readonly expected: number; readonly missed: number },
): void {
  if (which === 0) fit.weight += expected ** 2;
  const squares = fit.squares[which];
  const products = fit.products[which];
  for (let row = 0; row < COUNT; row += 1) {
    const own = expected * (deviations[row] ?? 0);
    products[row] = (products[row] ?? 0) + own * missed;
    for (let column = 0; column < COUNT; column += 1) {
      const at = row * COUNT + column;
      squares[at] = (squares[at] ?? 0) + own * expected * (deviations[column] ?? 0);
    }
  }
}

/** Ridge regression toward the first belief, which decides while there is little to go by. */
export function persistenceOf(fit: Fit): Persistence {
  const squares = fit.squares[0][SURPRISE * COUNT + SURPRISE] ?? 0;
  const usual = fit.weight > 0 ? Math.sqrt(squares / fit.weight) : USUAL_FIRST;
  return {
    near: solved(fit.squares[0], fit.products[0], FIRST[0]),
    far: solved(fit.squares[1], fit.products[1], FIRST[1]),
    usual: Math.max(USUAL_LEAST, usual),
  };
}

function solved(
  squares: Float64Array,
  products: Float64Array,
  first: readonly number[],
): Float64Array {
  let trace = 0;
  for (let row = 0; row < COUNT; row += 1) trace += squares[row * COUNT + row] ?? 0;
  const ridge = (RIDGE * trace) / COUNT + RIDGE_LEAST;
  const rows = Array.from({ length: COUNT }, (_, row) => [
    ...Array.from(squares.subarray(row * COUNT, (row + 1) * COUNT), (value, column) =>
      row === column ? value + ridge : value,
    ),
    (products[row] ?? 0) + ridge * (first[row] ?? 0),
  ]);
  return eliminated(rows);
}

/** Gauss and Jordan; the ridge keeps every pivot above zero. */
function eliminated(rows: number[][]): Float64Array {
  for (const [index, pivot] of rows.entries()) {
    const head = pivot[index] ?? 1;
    for (const [other, row] of rows.entries()) {
      if (other === index) continue;
      const times = (row[index] ?? 0) / head;
      for (const [column, value] of pivot.entries())
        row[column] = (row[column] ?? 0) - times * value;
    }
  }
  return Float64Array.from(rows, (row, index) => (row.at(-1) ?? 0) / (row[index] ?? 1));
}

const FACTOR_LEAST = 0.1;
/** The speed, half an hour, at which a day that is none of those in the history shows itself. */
const SURPRISE = 2;
const USUAL_FIRST = 0.1;
const USUAL_LEAST = 0.03;
/** Times the usual size, from which on a deviation begins to be taken for what it is, and fully is. */
const SURPRISING = { from: 3, fully: 5 } as const;

/**
 * By what the profile is to be multiplied so many minutes from now. Beyond what the weeks have taught, half
 * an hour that is far off is believed as it is.
 */
export function factorAhead(
  { near, far, usual }: Persistence,
  deviations: Float64Array,
): (minutes: number) => number {
  const off = deviations[SURPRISE] ?? 0;
  const beyond = Math.abs(off) / usual - SURPRISING.from;
  const surprise = Math.min(1, Math.max(0, beyond / (SURPRISING.fully - SURPRISING.from)));
  const factor = (shares: Float64Array) => {
    let sum = 1;
    for (let speed = 0; speed < COUNT; speed += 1)
      sum += (shares[speed] ?? 0) * (deviations[speed] ?? 0);
    return Math.max(FACTOR_LEAST, sum + surprise * (1 + off - sum));
  };
  const first = factor(near);
  const later = factor(far);
  const middle = (NEAR_MINUTES + FAR_MINUTES) / 2;
  return (minutes) => {
    const share = (minutes - NEAR_MINUTES) / (middle - NEAR_MINUTES);
    return first + (later - first) * Math.min(1, Math.max(0, share));
  };
}
