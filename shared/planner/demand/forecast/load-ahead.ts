import { stillUp } from '../holding.ts';

const MINUTE_MS = 60_000;

/** Share of calls still up after so many whole minutes, for calls of that mean holding time. */
export function staysOf(holdingMs: number, minutes: number): Float64Array {
  return Float64Array.from({ length: minutes + 1 }, (_, minute) =>
    stillUp((minute * MINUTE_MS) / holdingMs),
  );
}

/**
 * Channels in use so many minutes ahead: of those in use now the ones that stay, and of what is offered
 * meanwhile, in Erlang by the minute from 1 on, what it adds up to. Exact for any holding times, if calls
 * come by Poisson. Source: Eick, Massey, Whitt, "The physics of the M(t)/G/infinity queue", Oper. Res. 41
 * (1993), eq. 6.
 */
export function loadAhead(
  now: number,
  offered: (minute: number) => number,
  stays: Float64Array,
  minutes: number,
): number {
  let load = now * (stays[minutes] ?? 0);
  for (let minute = 1; minute <= minutes; minute += 1) {
    const left = minutes - minute;
    load += offered(minute) * ((stays[left] ?? 0) - (stays[left + 1] ?? 0));
  }
  return load;
}

/** Channels in use at a minute, of what was offered in the minutes up to it; the same source. */
export function loadAt(
  offered: (minute: number) => number,
  stays: Float64Array,
  minute: number,
): number {
  let load = 0;
  for (let age = 0; age + 1 < stays.length; age += 1)
    load += offered(Math.max(0, minute - age)) * ((stays[age] ?? 0) - (stays[age + 1] ?? 0));
  return load;
}
