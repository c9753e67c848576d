/**
 * Fewest channels that block at most `blocking` of a Poisson load of `load` Erlang; between two whole
 * loads monotone, so a search by halves finds them.
 */
export function channelsForBlocking(load: number, blocking: number): number {
  if (load <= 0) return 0;
  let most = Math.ceil(load + 10 * Math.sqrt(load) + 10);
  while (erlangB(load, most) > blocking) most *= 2;
  let least = 0;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (erlangB(load, middle) > blocking) least = middle;
    else most = middle;
  }
  return most;
}

/**
 * Share of calls that so many channels refuse of a Poisson load of `load` Erlang.
 * Source: A. K. Erlang (1917), as 1 / B = sum over k of n! / ((n - k)! load^k): some square roots of the
 * load in terms, where the usual recursion has as many as there are channels.
 */
export function erlangB(load: number, channels: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 0; k < channels && (term > sum * 1e-12 || channels - k > load); k += 1) {
    term *= (channels - k) / load;
    sum += term;
    if (sum > 1e300) return 0;
  }
  return 1 / sum;
}

/**
 * Share that they refuse of a load that is itself uncertain by `deviation` Erlang: such calls come in as if
 * with a peakedness of z = 1 + deviation^2 / load.
 * Source: W. S. Hayward's approximation, A. Fredericks, Bell Syst. Tech. J. 59 (1980); that staffing must
 * cover the rate's own uncertainty: G. Jongbloed, G. Koole, Appl. Stoch. Models Bus. Ind. 17 (2001).
 */
export function blockingOfUncertain(load: number, deviation: number, channels: number): number {
  if (load <= 0) return 0;
  const peakedness = 1 + deviation ** 2 / load;
  return erlangB(load / peakedness, Math.floor(channels / peakedness));
}
