import type { MinuteRecord, ReplaySummary } from './record.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A shorter gap would cost a boot and save nothing. */
const GAP_KEPT_MINUTES = 10;
const NEED_MEAN_MINUTES = 5;

export interface Billed {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From launch to termination, by the second, a minute at least; what lies outside the window is not counted. */
export function hoursPaid(billed: readonly Billed[], fromMs: number, toMs: number): number {
  const ms = billed.reduce((sum, span) => {
    const endMs = Math.max(span.toMs, span.fromMs + MINUTE_MS);
    return sum + Math.max(0, Math.min(endMs, toMs) - Math.max(span.fromMs, fromMs));
  }, 0);
  return ms / 3_600_000;
}

/**
 * The least that could have carried the same calls as planned: in each minute the instances that
 * its busiest second needs, at least one, gaps of less than ten minutes bridged, nothing for boots
 * and drains. Nobody can reach it.
 */
export function leastHours(minutes: readonly MinuteRecord[], planned: number): number {
  const needed = minutes.map(({ channelsMax }) => Math.max(1, Math.ceil(channelsMax / planned)));
  const most = largest(needed);
  let total = 0;
  for (let level = 1; level <= most; level += 1) {
    const on = needed.map((instances) => instances >= level);
    total += bridged(on).filter(Boolean).length;
  }
  return total / 60;
}

/**
 * Over all steps up of a day that the slots allow: the smallest time between the capacity for the step being in service
 * and the load (its mean of five minutes) first needing it. Negative when it came too late.
 */
export function readyBeforeRiseMinutes(
  minutes: readonly MinuteRecord[],
  planned: number,
  slots: number,
): number {
  const days = Map.groupBy(minutes, ({ atMs }) =>
    Math.floor((atMs - (minutes[0]?.atMs ?? 0)) / DAY_MS),
  );
  const margins = [...days.values()].flatMap((day) => marginsOf(day, planned, slots));
  return margins.length > 0 ? Math.min(...margins) : 0;
}

/** Minutes by what decided the number of instances. */
export function decidedByOf(minutes: readonly MinuteRecord[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(minutes, ({ decidedBy }) => decidedBy);
  return Object.fromEntries([...groups].map(([source, each]) => [source, each.length]));
}

function marginsOf(day: readonly MinuteRecord[], planned: number, slots: number): number[] {
  const load = day.map((_, index) =>
    mean(day.slice(Math.max(0, index - NEED_MEAN_MINUTES + 1), index + 1)),
  );
  const most = Math.min(slots, Math.ceil(largest(load) / planned));
  const margins: number[] = [];
  for (let instances = 2; instances <= most; instances += 1) {
    const needed = load.findIndex((channels) => channels > planned * (instances - 1));
    const ready = readySince(day, needed, instances);
    // What the day begins with, load and capacity alike, is no step up.
    if (needed > 0 || ready > 0) margins.push(needed - ready);
  }
  return margins;
}

/** Since when so many have been in service without a break, or when they next are. */
function readySince(day: readonly MinuteRecord[], index: number, instances: number): number {
  const isReady = (at: number) => (day[at]?.serving ?? 0) >= instances;
  if (!isReady(index)) {
    const later = day.findIndex((_, at) => at > index && isReady(at));
    return later === -1 ? day.length : later;
  }
  let since = index;
  while (since > 0 && isReady(since - 1)) since -= 1;
  return since;
}

function mean(minutes: readonly MinuteRecord[]): number {
  return minutes.reduce((sum, { channelsMean }) => sum + channelsMean, 0) / minutes.length;
}

function bridged(on: readonly boolean[]): boolean[] {
  const filled = [...on];
  let last = -1;
  on.forEach((isOn, index) => {
    if (!isOn) return;
    if (last >= 0 && index - last - 1 < GAP_KEPT_MINUTES) filled.fill(true, last, index);
    last = index;
  });
  return filled;
}

export interface Tally {
  readonly minutes: readonly MinuteRecord[];
  readonly billed: readonly Billed[];
  readonly carried: number;
  readonly cut: number;
  readonly launches: number;
  readonly retires: number;
  readonly longestDrainMs: number;
  readonly slots: number;
  readonly planned: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly wallSeconds: number;
}

export function summaryOf(tally: Tally): ReplaySummary {
  const { minutes, billed, fromMs, toMs, slots, planned } = tally;
  const sum = (of: (minute: MinuteRecord) => number) =>
    minutes.reduce((total, minute) => total + of(minute), 0);
  const serving = minutes.map((minute) => minute.serving);
  return {
    calls: {
      offered: sum(({ offered }) => offered),
      carried: tally.carried,
      blocked: sum(({ blocked }) => blocked),
      cut: tally.cut,
    },
    instanceHours: {
      paid: round(hoursPaid(billed, fromMs, toMs)),
      alwaysOn: round((slots * (toMs - fromMs)) / 3_600_000),
      least: round(leastHours(minutes, planned)),
    },
    instances: { max: largest(serving), min: -largest(serving.map((count) => -count)) },
    launches: tally.launches,
    retires: tally.retires,
    longestDrainMinutes: round(tally.longestDrainMs / MINUTE_MS),
    readyBeforeRiseMinutes: round(readyBeforeRiseMinutes(minutes, planned, slots)),
    decidedBy: decidedByOf(minutes),
    wallSeconds: round(tally.wallSeconds),
  };
}

/** Months of minutes are too many for one call's arguments. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
