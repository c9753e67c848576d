/**
 * Fewest channels that block at most `blocking` of a Poisson load of `load` Erlang.
 * Source: A. K. Erlang (1917), B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)).
 */
export function channelsForBlocking(load: number, blocking: number): number {
  if (load <= 0) return 0;
  let probability = 1;
  let channels = 0;
  while (probability > blocking) {
    channels += 1;
    probability = (load * probability) / (channels + load * probability);
  }
  return channels;
}
