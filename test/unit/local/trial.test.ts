import { expect, test } from '@jest/globals';
import { lowerBound } from '../../../local/trial/bound.ts';
import { type Offered, offer, unrefused } from '../../../local/trial/offered.ts';
import { SimulatedFleet } from '../../../local/trial/simulated-fleet.ts';
import { type Actuator, type Policy, runTrial } from '../../../local/trial/trial.ts';

const HOUR_MS = 3_600_000;
const HOLDING_MS = 200_000;
const WARM_SECONDS = 4 * 3_600;

/** A steady load of so many Erlangs for so many hours. */
function steady(erlangs: number, hours: number, seed = 1): Offered {
  const calls = (erlangs * HOUR_MS) / HOLDING_MS;
  const bins = Array.from({ length: hours }, (_, hour) => ({
    fromMs: hour * HOUR_MS,
    day: '2026-11-16',
    calls,
  }));
  return offer({ bins, binMs: HOUR_MS, scale: 1, meanHoldingMs: HOLDING_MS, seed });
}

const STILL: Actuator = { takesBack: true, leaving: 'drained', chooses: 'newest', most: 1 };

function trial(offered: Offered, first: number, policy: Policy, change = {}) {
  const shape = {
    limit: 110,
    ceiling: undefined,
    planned: 80,
    actuator: STILL,
    seed: 1,
    countFrom: 0,
  };
  const boots = { from: 120, to: 360 };
  return runTrial({ ...shape, boots, offered, first, policy, ...change });
}

/** Source: A. K. Erlang (1917). */
function erlangB(channels: number, erlangs: number): number {
  let blocked = 1;
  for (let n = 1; n <= channels; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  return blocked;
}

test.each([
  [1, 110, 100],
  [1, 110, 120],
  [3, 330, 330],
])(
  '%d instances of %d channels in all block %d Erlangs as Erlang B says',
  (first, channels, erlangs) => {
    const { blocked, offered } = trial(steady(erlangs, 120), first, () => first, {
      countFrom: WARM_SECONDS,
    });
    const expected = erlangB(channels, erlangs);
    expect(blocked / offered / expected).toBeGreaterThan(0.85);
    expect(blocked / offered / expected).toBeLessThan(1.15);
  },
);

test('calls that are never refused are as many as M/G/infinity says, and vary as much', () => {
  const up = unrefused(steady(200, 250)).subarray(WARM_SECONDS);
  const mean = up.reduce((sum, each) => sum + each, 0) / up.length;
  const variance = up.reduce((sum, each) => sum + (each - mean) ** 2, 0) / up.length;
  expect(mean / 200).toBeGreaterThan(0.97);
  expect(mean / 200).toBeLessThan(1.03);
  expect(variance / mean).toBeGreaterThan(0.85);
  expect(variance / mean).toBeLessThan(1.15);
});

test('an instance is paid for from its launch to its last call, to the second', () => {
  const fleet = new SimulatedFleet({ limit: 110, ceiling: undefined }, new Uint16Array([100]));
  const instance = fleet.launch(0);
  fleet.second(0, 1);
  fleet.drain(instance);
  for (let second = 0; second < 300; second += 1) fleet.second(0, 0);
  expect(fleet.counts).toMatchObject({ paid: 100, cut: 0, blocked: 0 });
  expect(instance.endedAt).toBe(101);
});

test('what drains loses no call, what is terminated loses all of its calls', () => {
  const offered = steady(150, 4);
  const falls: Policy = ({ minute }) => (minute > 120 ? 2 : 3);
  expect(trial(offered, 3, falls)).toMatchObject({ cut: 0, blocked: 0 });
  const killed = trial(offered, 3, falls, { actuator: { ...STILL, leaving: 'killed' } });
  expect(killed.cut).toBeGreaterThan(30);
});

test('packed: the oldest is filled first', () => {
  const holding = new Uint16Array(130).fill(50);
  const fleet = new SimulatedFleet({ limit: 110, ceiling: 100 }, holding);
  const [first, second] = [fleet.launch(0), fleet.launch(0)];
  fleet.second(0, 130);
  expect([first.channels, second.channels]).toEqual([100, 30]);
});

test('the bound counts whole instances, their boots, and gaps as what is cheaper', () => {
  const up = new Int32Array(3_000).fill(70);
  const options = { planned: 80, bootSeconds: 240 };
  expect(lowerBound(up, options)).toBe(3_000);
  up.fill(150, 1_000, 1_500);
  const once = lowerBound(up, options) - 3_000;
  // The mean of five minutes rises later, and falls later.
  expect(once).toBeGreaterThan(500);
  expect(once).toBeLessThan(500 + 300 + 240);
});

test('a policy is shown the past alone: what comes later changes no decision', () => {
  const decisions = (offered: Offered) => {
    const seen: string[] = [];
    trial(offered, 2, (now) => {
      if (now.minute <= 120) seen.push(JSON.stringify(now));
      return now.channels > 150 ? 3 : 2;
    });
    return seen;
  };
  const one = steady(150, 4);
  const arrivals = one.arrivals.slice();
  arrivals.fill(3, 2 * 3_600);
  expect(decisions({ ...one, arrivals })).toEqual(decisions(one));
});
