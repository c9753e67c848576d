/** Counts calls, and the channels in use over a minute. */
export interface Census {
  /** Time goes on with the channels as they are. */
  advance(toMs: number): void;
  offer(): void;
  carry(): void;
  block(): void;
  end(): void;
  cut(calls: number): void;
  /** What was counted since the last time, and forgets it. */
  takeMinute(): MinuteCount;
}

interface MinuteCount {
  readonly offered: number;
  readonly carried: number;
  readonly blocked: number;
  readonly cut: number;
  readonly channelsMean: number;
  readonly channelsMax: number;
}

const NOTHING = { offered: 0, carried: 0, blocked: 0, cut: 0 };

export function createCensus(): Census {
  let channels = 0;
  let nowMs = Number.NaN;
  let fromMs = Number.NaN;
  let channelMs = 0;
  let channelsMax = 0;
  let count = { ...NOTHING };

  return {
    advance: (toMs) => {
      if (Number.isNaN(nowMs)) fromMs = toMs;
      else channelMs += channels * (toMs - nowMs);
      nowMs = toMs;
    },
    offer: () => {
      count.offered += 1;
    },
    carry: () => {
      count.carried += 1;
      channels += 1;
      channelsMax = Math.max(channelsMax, channels);
    },
    block: () => {
      count.blocked += 1;
    },
    end: () => {
      channels -= 1;
    },
    cut: (calls) => {
      count.cut += calls;
      channels -= calls;
    },
    takeMinute: () => {
      const taken = {
        ...count,
        channelsMean: nowMs > fromMs ? channelMs / (nowMs - fromMs) : channels,
        channelsMax,
      };
      count = { ...NOTHING };
      fromMs = nowMs;
      channelMs = 0;
      channelsMax = channels;
      return taken;
    },
  };
}
