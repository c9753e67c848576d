import { type Call, type Draw, drawCalls } from './draw-calls.ts';
import type { Bin } from './read-traffic.ts';
import type { Window } from './window.ts';

interface Surge {
  readonly factor: number;
  readonly stretches: readonly Window[];
}

/**
 * The day's calls, and among them those of the surges. The day's own are the same with a surge and
 * without, so that two replays differ by nothing else.
 */
export function callsWithSurges(
  bins: readonly Bin[],
  draw: Draw,
  surges: readonly Surge[],
): Generator<Call, void, undefined> {
  return surges
    .map((surge, index) => surgeCalls(bins, draw, surge, index))
    .reduce(inOrder, drawCalls(bins, draw));
}

function* surgeCalls(
  bins: readonly Bin[],
  draw: Draw,
  { factor, stretches }: Surge,
  index: number,
): Generator<Call, void, undefined> {
  const touched = bins.filter(({ fromMs }) =>
    stretches.some((each) => fromMs < each.toMs && fromMs + draw.binMs > each.fromMs),
  );
  // A fraction is no run's own seed: these calls are no repetition of the day's.
  const seed = draw.seed + 1 / (index + 2);
  const scale = draw.scale * (factor - 1);
  for (const call of drawCalls(touched, { ...draw, scale, seed }))
    if (stretches.some(({ fromMs, toMs }) => call.atMs >= fromMs && call.atMs < toMs)) yield call;
}

function* inOrder(
  first: Generator<Call, void, undefined>,
  second: Generator<Call, void, undefined>,
): Generator<Call, void, undefined> {
  let [a, b] = [first.next(), second.next()];
  while (!a.done || !b.done) {
    if (!a.done && (b.done || a.value.atMs <= b.value.atMs)) {
      yield a.value;
      a = first.next();
    } else if (!b.done) {
      yield b.value;
      b = second.next();
    }
  }
}
