import type { Palette } from './palette.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** The stretch of time that a chart shows. */
export interface Stretch {
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export function isLong({ fromMs, toMs }: Stretch): boolean {
  return toMs - fromMs > 2 * DAY_MS;
}

export function timeOf({ timeZone, fromMs, toMs }: Stretch): (atMs: number) => string {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const isOneDay = toMs - fromMs <= 25 * HOUR_MS;
  const date = isOneDay ? {} : ({ weekday: 'short', day: 'numeric', month: 'short' } as const);
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, ...date, ...clock });
  return (atMs) => format.format(atMs);
}

export function timeAxis(data: Stretch, gridIndex: number, { text, faint }: Palette) {
  const hours = (data.toMs - data.fromMs) / HOUR_MS;
  const stepHours = hours <= 25 ? 2 : hours <= 73 ? 6 : Math.ceil(hours / 24 / 8) * 24;
  const format = timeOf(data);
  return {
    type: 'value',
    gridIndex,
    min: data.fromMs,
    max: data.toMs,
    interval: stepHours * HOUR_MS,
    axisLine: { lineStyle: { color: faint } },
    axisTick: { show: false },
    splitLine: { show: gridIndex !== 2, lineStyle: { color: faint, opacity: 0.5 } },
    axisLabel: { show: gridIndex !== 1, color: text, formatter: format, hideOverlap: true },
    axisPointer: { show: true, label: { show: gridIndex === 0, formatter: labelOf(format) } },
  };
}

function labelOf(format: (atMs: number) => string) {
  return ({ value }: { value: unknown }) => format(Number(value));
}

export function channelAxis({ text, faint }: Palette) {
  return {
    type: 'value',
    gridIndex: 0,
    axisLabel: { color: text },
    splitLine: { lineStyle: { color: faint, opacity: 0.5 } },
  };
}

export function slotAxis({ slots }: { readonly slots: number }, { text }: Palette) {
  return {
    type: 'category',
    gridIndex: 1,
    inverse: true,
    data: Array.from({ length: slots }, (_, index) => `slot ${index + 1}`),
    axisLabel: { color: text },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
  };
}
