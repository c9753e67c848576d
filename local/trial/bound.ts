const WINDOW_SECONDS = 300;

/**
 * The least that planning at so many channels can cost, instance-seconds: as many instances in each
 * second as the mean load of the last five minutes asks for, each launch paying one boot, gaps
 * shorter than a boot bridged, and no drain. Nobody can reach it: calls do not end when they should.
 */
export function lowerBound(
  up: Int32Array,
  { planned, bootSeconds, floor = 1 }: { planned: number; bootSeconds: number; floor?: number },
): number {
  const runs = runsOf(wantedIn(up, planned, floor));
  const most = runs.reduce((top, { wanted }) => Math.max(top, wanted), 0);
  let total = floor * up.length;
  for (let level = floor + 1; level <= most; level += 1)
    total += levelCost(runs, level, bootSeconds);
  return total;
}

/** Seconds in a row in which as many are wanted. */
interface Run {
  readonly wanted: number;
  seconds: number;
}

function runsOf(wanted: Int32Array): Run[] {
  const runs: Run[] = [];
  for (const each of wanted) {
    const last = runs.at(-1);
    if (last?.wanted === each) last.seconds += 1;
    else runs.push({ wanted: each, seconds: 1 });
  }
  return runs;
}

function wantedIn(up: Int32Array, planned: number, floor: number): Int32Array {
  const wanted = new Int32Array(up.length);
  let sum = 0;
  for (let second = 0; second < up.length; second += 1) {
    sum += up[second] ?? 0;
    if (second >= WINDOW_SECONDS) sum -= up[second - WINDOW_SECONDS] ?? 0;
    const mean = sum / Math.min(second + 1, WINDOW_SECONDS);
    wanted[second] = Math.max(floor, Math.ceil(mean / planned - 1e-9));
  }
  return wanted;
}

/** One level of the stack of instances, as if it were one instance. */
function levelCost(runs: readonly Run[], level: number, bootSeconds: number): number {
  let cost = 0;
  let gap = Number.POSITIVE_INFINITY;
  for (const { wanted, seconds } of runs) {
    if (wanted < level) gap += seconds;
    else {
      cost += seconds + Math.min(gap, bootSeconds);
      gap = 0;
    }
  }
  return cost;
}
