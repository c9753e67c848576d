import type { Policy } from '../trial.ts';

/** Periods of a minute in a row before an alarm goes off. Source: as taken over for EC2 from what Application Auto Scaling makes. */
const HIGH_PERIODS = 3;
const LOW_PERIODS = 15;
const LOW_SHARE = 0.9;

/**
 * Target tracking on channels for each instance. Out: in proportion, rounded up, what warms up counted
 * as capacity. In: never while something warms up, rounded down. That scale-in is "more gradual" is not
 * said in numbers: here it removes what proportion asks for, at each low alarm. `floorFor`: another policy's
 * number, which it never goes below: where several policies disagree the largest wins.
 * Source: Amazon EC2 Auto Scaling user guide, "Target tracking scaling policies".
 */
export function targetTracking(target: number, floorFor: Policy = () => 1): Policy {
  let high = 0;
  let low = 0;
  let desired = 1;
  return (seen) => {
    const { channelsEach, accepting, booting } = seen;
    const floor = floorFor(seen);
    desired = Math.max(desired, floor);
    high = channelsEach > target ? high + 1 : 0;
    low = channelsEach < LOW_SHARE * target ? low + 1 : 0;
    if (high >= HIGH_PERIODS)
      desired = Math.max(desired, Math.ceil((accepting * channelsEach) / target));
    else if (low >= LOW_PERIODS && booting === 0) {
      const fewer = Math.floor(accepting - (accepting * channelsEach) / target);
      desired = Math.max(floor, accepting - Math.max(0, fewer));
      if (fewer > 0) low = 0;
    }
    return desired;
  };
}

/**
 * Step scaling: out by 10, 20 or 30 % and at least one, by how far it is above the alarm; in by one.
 * Source: Amazon EC2 Auto Scaling user guide, "Step and simple scaling policies"; the steps are its example's.
 */
export function stepScaling(high: number, low: number): Policy {
  let above = 0;
  let below = 0;
  return ({ channelsEach, accepting, booting }) => {
    above = channelsEach > high ? above + 1 : 0;
    below = channelsEach < low && booting === 0 ? below + 1 : 0;
    const there = accepting + booting;
    if (above >= HIGH_PERIODS)
      return Math.max(there, accepting + stepOf(channelsEach / high, accepting));
    if (below < LOW_PERIODS) return there;
    below = 0;
    return Math.max(1, there - 1);
  };
}

function stepOf(breach: number, accepting: number): number {
  const share = breach > 1.2 ? 0.3 : breach > 1.1 ? 0.2 : 0.1;
  return Math.max(1, Math.round(accepting * share));
}

/** As many as the highest peak so far asked for, for ever. */
export function alwaysOn(instances: number): Policy {
  return () => instances;
}
