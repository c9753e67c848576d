import type { View } from '../view.ts';

const MINUTE_MS = 60_000;

/** `10:15`, in the fleet's own time. */
export function clock({ timeZone }: Pick<View, 'timeZone'>, atMs: number): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return new Intl.DateTimeFormat('en-GB', parts).format(atMs);
}

export function longDate({ timeZone }: Pick<View, 'timeZone'>, atMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone }).format(atMs);
}

/** `1 h 20 min`. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
