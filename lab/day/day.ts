import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Dispatch, withDispatch } from '../../local/replay/dispatch.ts';
import { billedSpans } from '../../local/replay/hosts.ts';
import { lanesOf, longestDrainMs } from '../../local/replay/lanes.ts';
import { noticesOf } from '../../local/replay/notices.ts';
import { createProgress } from '../../local/replay/progress.ts';
import type { MinuteRecord, ReplayRecord } from '../../local/replay/record.ts';
import { summaryOf } from '../../local/replay/summary.ts';
import { parseTraffic, type Traffic } from '../../local/traffic/read-traffic.ts';
import { scaleFor } from '../../local/traffic/scale.ts';
import { windowOf } from '../../local/traffic/window.ts';
import { projectedChannels } from '../../shared/domain/definition/calendar.ts';
import type { CallCounts, Callers } from '../callers/callers.ts';
import { type Lab, openLab } from '../lab.ts';
import { type Census, takeCensus } from './census.ts';
import { type Drain, drainsIn, type Launch, launchesIn, logFaults } from './events.ts';

const TRAFFIC = fileURLToPath(new URL('../../local/traffic/business-day.csv', import.meta.url));
const TIME_ZONE = 'America/New_York';
/** A day in four minutes. */
const RATE = 360;
/** For the first instance to boot before the first call. */
const WARM_UP_MS = 90 * 60_000;
const WARM_UP_SECONDS = 30;
const PEAK_CHANNELS = 400;
const STEP_MS = 5 * 60_000;

export interface Day {
  readonly record: ReplayRecord;
  readonly calls: CallCounts;
  readonly launches: readonly Launch[];
  readonly drains: readonly Drain[];
  /** New calls that a softswitch had to offer to a second Asterisk. */
  readonly failovers: number;
  /** What the Asterisks' own logs, and the boots, have to complain of. */
  readonly faults: readonly string[];
}

/** The shipped day's calls, compressed, through real programs. */
export async function runDay(dispatch: Dispatch = 'even'): Promise<Day> {
  const traffic = parseTraffic(readFileSync(TRAFFIC, 'utf8'), TRAFFIC, TIME_ZONE);
  const window = windowOf(traffic, TIME_ZONE, { from: undefined, days: 1 });
  const startedMs = performance.now();
  const lab = await openLab({
    originMs: window.fromMs - WARM_UP_MS,
    rate: RATE,
    edit: (text) => withDispatch(text, dispatch),
  });
  const census = takeCensus(lab);
  const progress = createProgress(lab.definition, window);
  try {
    const minutes: MinuteRecord[] = [];
    lab.control((answer) => {
      const minute = minuteOf(lab, census, answer);
      if (minute.atMs < window.fromMs || minute.atMs >= window.toMs) return;
      minutes.push(minute);
      progress.show(minute);
    });
    await lab.awaitSlots('serving', 1, WARM_UP_SECONDS);
    await lab.clock.until(window.fromMs);
    const callers = lab.call({ meanHoldingMs: lab.definition.meanHoldingTime / RATE });
    await follow(lab, callers, traffic, window);
    const calls = await callers.finish();
    await lab.pause();
    const wallSeconds = (performance.now() - startedMs) / 1000;
    return await dayOf(lab, { census, calls, minutes, window, wallSeconds });
  } finally {
    progress.clear();
    census.close();
    await lab.close();
  }
}

/** The rate of each moment is that of its bin. */
async function follow(
  { clock, definition }: Lab,
  callers: Callers,
  traffic: Traffic,
  window: { readonly fromMs: number; readonly toMs: number },
): Promise<void> {
  const scale = scaleFor(traffic, definition.meanHoldingTime, PEAK_CHANNELS);
  for (let atMs = window.fromMs; atMs < window.toMs; atMs += STEP_MS) {
    const bin = traffic.bins.findLast(({ fromMs }) => fromMs <= atMs);
    const perSecond = (scale * (bin?.calls ?? 0) * 1000 * RATE) / traffic.binMs;
    callers.setRate(perSecond);
    await clock.until(atMs + STEP_MS);
  }
}

function minuteOf(
  { stage, definition, clock }: Lab,
  census: Census,
  answer: unknown,
): MinuteRecord {
  const atMs = Math.floor(clock.now() / 60_000) * 60_000;
  const { fleets } = answer as {
    readonly fleets: readonly {
      readonly desired: number;
      readonly decidedBy: string;
      readonly serving: number;
    }[];
  };
  const { desired = 0, decidedBy = '', serving = 0 } = fleets[0] ?? {};
  return {
    atMs,
    channelsMean: census.channels,
    channelsMax: census.channels,
    offered: 0,
    blocked: 0,
    projected: projectedChannels(definition, atMs),
    desired,
    decidedBy,
    serving,
    paid: billedSpans(stage.cloud.ec2).filter((span) => span.toMs > atMs).length,
  };
}

interface Ran {
  readonly census: Census;
  readonly calls: CallCounts;
  readonly minutes: readonly MinuteRecord[];
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly wallSeconds: number;
}

async function dayOf(lab: Lab, ran: Ran): Promise<Day> {
  const { stage, definition, clock, kamailio } = lab;
  const { fleet, timeZone, slots, channels } = definition;
  const { calls, minutes, window, wallSeconds, census } = ran;
  const changes = await stage.history.readChanges(fleet, clock.originMs, clock.now());
  const within = changes.filter(({ atMs }) => atMs >= window.fromMs);
  const count = (kind: string) => within.filter((change) => change.kind === kind).length;
  const summary = summaryOf({
    minutes,
    billed: billedSpans(stage.cloud.ec2),
    carried: calls.completed + calls.cut,
    cut: calls.cut,
    launches: count('claimed'),
    retires: count('proved-empty'),
    longestDrainMs: longestDrainMs(within),
    slots,
    planned: channels.planned,
    ...window,
    wallSeconds,
  });
  return {
    calls,
    launches: launchesIn(within, census.firstCalls),
    drains: drainsIn(within),
    failovers: kamailio.failures().failovers,
    faults: [...lab.instances.faults, ...logFaults(lab.instances.all)],
    record: {
      fleet,
      timeZone,
      ...window,
      seed: undefined,
      traffic: `business-day.csv at ${RATE} times its speed, as SIP calls`,
      slots,
      ...channels,
      minutes,
      lanes: lanesOf(changes, window.fromMs, window.toMs),
      events: noticesOf(stage.cloud.topics, stage.operationsTopicArn, window),
      gaps: [],
      surges: [],
      emergencies: [],
      summary: {
        ...summary,
        calls: {
          offered: calls.placed,
          carried: calls.completed + calls.cut,
          blocked: calls.failed,
          cut: calls.cut,
        },
      },
    },
  };
}
