/**
 * How calls that are up empty out, for the holding times that the local traffic draws: lognormal with a
 * coefficient of variation of 1.2, one call in fifty around twenty minutes. Two exponentials through the
 * residual life of 10^6 such calls, whose mean is the unit.
 * Source: Brown et al., JASA 100 (2005) 36, for the lognormal.
 */
const SHORT = { share: 0.75, means: 0.72 } as const;
const LONG = { share: 0.25, means: 4.5 } as const;

/** Share of the calls that are up now which are still up after so long, in mean holding times. */
export function stillUp(holdingTimes: number): number {
  return (
    SHORT.share * Math.exp(-holdingTimes / SHORT.means) +
    LONG.share * Math.exp(-holdingTimes / LONG.means)
  );
}
