/** What a replay leaves behind: everything that the table, the report and `--json` show. */
export interface ReplayRecord {
  readonly fleet: string;
  readonly timeZone: string;
  /** Epoch milliseconds; the replayed window is `[fromMs, toMs)`. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the draw; undefined where the calls were real. */
  readonly seed: number | undefined;
  readonly traffic: string;
  /** The definition's slots, and the channels an instance carries: planned, and at most. */
  readonly slots: number;
  readonly planned: number;
  readonly limit: number;
  /** One for each simulated minute, in order. */
  readonly minutes: readonly MinuteRecord[];
  readonly lanes: readonly LaneSpan[];
  readonly events: readonly EventRecord[];
  /** Stretches for which the traffic file has no bins; replayed as silence. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** One for each surge of each day. */
  readonly surges: readonly SurgeRecord[];
  readonly emergencies: readonly EmergencyRecord[];
  readonly summary: ReplaySummary;
}

/** How the fleet stood a surge that no schedule knew; times are epoch milliseconds. */
export interface SurgeRecord {
  readonly factor: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly offered: number;
  readonly blocked: number;
  /** From the first minute with a blocked call to the end of the last. */
  readonly blockedFromMs: number | undefined;
  readonly blockedToMs: number | undefined;
  readonly alarmAtMs: number | undefined;
  /** Whether the alarm reached the function. */
  readonly isAlarmHeard: boolean;
  /** From half an hour before the surge to its end, and when each began to serve. */
  readonly launches: readonly { readonly atMs: number; readonly readyAtMs: number | undefined }[];
  readonly servingAtStart: number;
  readonly servingMost: number;
  /** Minutes of the surge. */
  readonly decidedBy: Readonly<Record<string, number>>;
}

/** A person's call of emergency-scale-out, and what it answered. */
export interface EmergencyRecord {
  readonly atMs: number;
  readonly instances: number;
  readonly minutes: number;
  readonly isRefused: boolean;
  readonly says: string;
}

export interface MinuteRecord {
  readonly atMs: number;
  /** Channels in use: mean over the minute, and the most at any second. */
  readonly channelsMean: number;
  readonly channelsMax: number;
  /** Calls offered and blocked within the minute. */
  readonly offered: number;
  readonly blocked: number;
  /** What the definition's schedule projects for this minute, channels. */
  readonly projected: number;
  /** The planner's number of instances, and what decided it. */
  readonly desired: number;
  readonly decidedBy: string;
  /** Instances in service, and instances that are billed. */
  readonly serving: number;
  readonly paid: number;
}

export interface LaneSpan {
  readonly slot: number;
  readonly state: 'launching' | 'booting' | 'serving' | 'draining' | 'stopping' | 'resting';
  readonly fromMs: number;
  readonly toMs: number;
  /** Why the slot entered this state. */
  readonly reason: string;
}

export interface EventRecord {
  readonly atMs: number;
  readonly slot?: number;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly text: string;
}

export interface ReplaySummary {
  readonly calls: {
    readonly offered: number;
    readonly carried: number;
    readonly blocked: number;
    readonly cut: number;
  };
  readonly instanceHours: {
    readonly paid: number;
    readonly alwaysOn: number;
    readonly least: number;
  };
  readonly instances: { readonly max: number; readonly min: number };
  readonly launches: number;
  readonly retires: number;
  readonly longestDrainMinutes: number;
  readonly readyBeforeRiseMinutes: number;
  /** Minutes by what decided the number of instances. */
  readonly decidedBy: Readonly<Record<string, number>>;
  readonly wallSeconds: number;
}
