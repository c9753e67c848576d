import { clockFace } from '../../shared/domain/definition/calendar.ts';

/** `10:15`, in the fleet's own time. */
export function clock(timeZone: string, at: string): string {
  return clockFace(timeZone, Date.parse(at));
}

/** `Mon 16 Nov 10:15`, in the fleet's own time. */
export function dayAndClock(timeZone: string, at: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone,
  }).format(Date.parse(at));
  return `${day.replace(',', '')} ${clock(timeZone, at)}`;
}

/** `3 h 20 min`. */
export function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ''}`;
}
