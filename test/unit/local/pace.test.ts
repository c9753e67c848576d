import { expect, jest, test } from '@jest/globals';
import { Pace } from '../../../local/replay/pace.ts';

const SECOND = 1_000;

/** Simulated time goes on second by second for as long as the pace lets it. */
function start(pace: Pace): { reachedMs: () => number } {
  let reachedMs = 0;
  const run = async () => {
    for (let atMs = 0; atMs <= 1_000 * SECOND; atMs += SECOND) {
      await pace.until(atMs);
      reachedMs = atMs;
    }
  };
  void run();
  return { reachedMs: () => reachedMs };
}

test('time goes by at the speed that is set, stands while it is paused, and skips what is not to be seen', async () => {
  jest.useFakeTimers();
  try {
    const pace = new Pace(10, 100 * SECOND);
    const { reachedMs } = start(pace);
    await jest.advanceTimersByTimeAsync(0);
    expect(reachedMs()).toBe(99 * SECOND);
    await jest.advanceTimersByTimeAsync(2 * SECOND);
    expect(reachedMs()).toBe(119 * SECOND);
    pace.pause();
    await jest.advanceTimersByTimeAsync(100 * SECOND);
    expect([pace.isPaused, reachedMs()]).toEqual([true, 119 * SECOND]);
    pace.setSpeed(100);
    pace.resume();
    await jest.advanceTimersByTimeAsync(SECOND);
    expect([pace.speed, reachedMs()]).toEqual([100, 219 * SECOND]);
  } finally {
    jest.useRealTimers();
  }
});
