import type { EventRecord, LaneSpan, MinuteRecord, ReplayRecord } from '../replay/record.ts';

const POINTS_MAX = 3_000;

/** What the page draws: the record, thinned to what a screen can show. */
export interface PageData {
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly slots: number;
  readonly planned: number;
  readonly limit: number;
  readonly points: readonly Point[];
  readonly lanes: readonly LaneSpan[];
  readonly deciders: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly by: string;
  }[];
  readonly events: readonly EventRecord[];
}

type Point = Pick<
  MinuteRecord,
  'atMs' | 'channelsMean' | 'channelsMax' | 'projected' | 'serving' | 'desired' | 'decidedBy'
>;

export function pageDataOf(record: ReplayRecord): PageData {
  const { timeZone, fromMs, toMs, slots, planned, limit, lanes, events, minutes } = record;
  const every = Math.ceil(minutes.length / POINTS_MAX);
  const points = minutes
    .filter((_, index) => index % every === 0)
    .map((minute, index) => pointOf(minute, minutes.slice(index * every, (index + 1) * every)));
  const deciders = decidersOf(minutes, toMs);
  return { timeZone, fromMs, toMs, slots, planned, limit, points, lanes, deciders, events };
}

/** A thinned point keeps the busiest moment of the minutes that it stands for. */
function pointOf(minute: MinuteRecord, group: readonly MinuteRecord[]): Point {
  const { atMs, channelsMean, projected, serving, desired, decidedBy } = minute;
  const channelsMax = Math.max(...group.map((each) => each.channelsMax));
  const rounded = { channelsMean: Math.round(channelsMean), projected: Math.round(projected) };
  return { atMs, channelsMax, ...rounded, serving, desired, decidedBy };
}

function decidersOf(minutes: readonly MinuteRecord[], toMs: number): PageData['deciders'] {
  const starts = minutes.filter(
    ({ decidedBy }, index) => minutes[index - 1]?.decidedBy !== decidedBy,
  );
  return starts.map(({ atMs, decidedBy }, index) => ({
    fromMs: atMs,
    toMs: starts[index + 1]?.atMs ?? toMs,
    by: decidedBy,
  }));
}
