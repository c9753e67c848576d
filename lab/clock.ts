import FakeTimers from '@sinonjs/fake-timers';

const FOLLOW_MS = 5;

/** A day in minutes: the functions, the local cloud and the agents all live by it. */
export interface LabClock {
  /** Its milliseconds in one of the machine's. */
  readonly rate: number;
  /** When it began, by the machine and by itself; epoch milliseconds. */
  readonly beganMs: number;
  readonly originMs: number;
  now(): number;
  /** Waits until it shows `atMs`. */
  until(atMs: number): Promise<void>;
  close(): void;
}

/** From now on `Date` shows this clock's time, as the functions read it. */
export function startLabClock(originMs: number, rate: number): LabClock {
  const beganMs = machineMs();
  const now = () => originMs + (machineMs() - beganMs) * rate;
  const dates = FakeTimers.install({ now: originMs, toFake: ['Date'] });
  const following = setInterval(() => dates.setSystemTime(now()), FOLLOW_MS);
  return {
    rate,
    beganMs,
    originMs,
    now,
    until: async (atMs) => {
      const leftMs = (atMs - now()) / rate;
      if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
      dates.setSystemTime(now());
    },
    close: () => {
      clearInterval(following);
      dates.uninstall();
    },
  };
}

/** Epoch milliseconds of the machine, whatever `Date` is made to show. */
export function machineMs(): number {
  return performance.timeOrigin + performance.now();
}
