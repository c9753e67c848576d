import type { Bin } from '../../local/traffic/read-traffic.ts';
import { clockOf } from '../../shared/domain/local-clock.ts';
import type { Trace } from './traces.ts';

const HOUR_MINUTES = 60;

/** What is made hard in the last days of a window; the weeks before are as they were. */
export interface Stress {
  readonly name: string;
  /** Local hours of the last day in which calls are multiplied. */
  readonly times?: { readonly from: number; readonly to: number; readonly factor: number };
  readonly boots?: { readonly from: number; readonly to: number };
  readonly peak?: number;
  /** Days by which the trace is moved. */
  readonly moved?: number;
  /** Minutes of the last day, from this local hour on, in which nothing can be seen. */
  readonly blind?: { readonly fromHour: number; readonly minutes: number };
  /** The last day of the window, of the trace. */
  readonly lastDay?: string;
}

/** Weeks moved so that a change of time in New York comes on the Sunday before the last day of the window. */
const SPRING_DAYS = -35;
const AUTUMN_DAYS = 28;

export const STRESSES: readonly Stress[] = [
  { name: 'nothing unusual' },
  { name: 'twice the calls for an hour', times: { from: 10, to: 11, factor: 2 } },
  { name: 'a day at half the calls', times: { from: 0, to: 24, factor: 0.5 } },
  { name: '20 blind minutes in the rise', blind: { fromHour: 8, minutes: 20 } },
  { name: 'boots of 3 to 10 minutes', boots: { from: 180, to: 600 } },
  { name: 'a peak of 250 channels', peak: 250 },
  { name: 'a peak of 4,000 channels', peak: 4_000 },
  { name: 'summer time begins', moved: SPRING_DAYS, lastDay: '2003-04-08' },
  { name: 'summer time ends', moved: AUTUMN_DAYS, lastDay: '2003-10-28' },
];

/** The window's days up to that one, and its last day changed. */
export function stressed(
  { traffic, timeZone }: Trace,
  { times }: Stress,
  window: { readonly from: number; readonly to: number },
): readonly Bin[] {
  const days = [...new Set(traffic.bins.map(({ day }) => day))].slice(window.from, window.to);
  const kept = new Set(days);
  const last = days.at(-1);
  const clock = clockOf(timeZone);
  return traffic.bins
    .filter(({ day }) => kept.has(day))
    .map((bin) => {
      const hour = clock(bin.fromMs).minute / HOUR_MINUTES;
      const isHit = times && bin.day === last && hour >= times.from && hour < times.to;
      return isHit ? { ...bin, calls: bin.calls * times.factor } : bin;
    });
}
