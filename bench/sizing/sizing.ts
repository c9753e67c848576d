// Policies on the same calls, boots and softswitch: `npm run bench:sizing`.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { scaleFor } from '../../local/traffic/scale.ts';
import { lowerBound } from '../../local/trial/bound.ts';
import { type Offered, offer, unrefused } from '../../local/trial/offered.ts';
import { type Result, runTrial } from '../../local/trial/trial.ts';
import { clockOf } from '../../shared/domain/local-clock.ts';
import { ENTRIES, type Entry, fleetIn } from './entries.ts';
import { STRESSES, type Stress, stressed } from './stresses.ts';
import { tableOf } from './table.ts';
import { readTraces, type Trace } from './traces.ts';

const BOOTS = { from: 120, to: 360 };
const DAY_SECONDS = 86_400;
const MINUTE_MS = 60_000;
/** What learns from history has this much before anything is counted. */
const LEARNING_DAYS = 14;
/** Days of the trace in a window, and how far apart windows begin. */
const WINDOW_DAYS = 25;
const WINDOWS_APART = 16;
const WINDOWS = 8;

const { values } = parseArgs({
  options: {
    traces: { type: 'string', default: '../shared/traffic' },
    peak: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    'no-stress': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

/** What one policy made of one set of calls. */
export interface Row {
  readonly stress: string;
  readonly trace: string;
  readonly policy: string;
  readonly hours: number;
  readonly bound: number;
  readonly offered: number;
  readonly blocked: number;
  readonly cut: number;
  readonly launches: number;
  readonly days: number;
  readonly minutesAbove: number;
  readonly minutes: number;
  readonly drainingHours: number;
}

interface Job {
  readonly stress: Stress;
  readonly trace: Trace;
  readonly offered: Offered;
  readonly countFrom: number;
}

function runJob({ stress, trace, offered, countFrom }: Job, entries: readonly Entry[]): Row[] {
  const definition = fleetIn(trace.timeZone);
  const { planned, limit } = definition.channels;
  const seed = Number(values.seed);
  const boots = stress.boots ?? BOOTS;
  const up = unrefused(offered);
  const bootSeconds = (boots.from + boots.to) / 2;
  const bound = lowerBound(up.subarray(countFrom), { planned, bootSeconds });
  const first = Math.max(1, Math.ceil((up[0] ?? 0) / planned));
  const blind = blindIn(stress, countFrom);
  return entries.map(({ name, ceiling, actuator, policyFor }) => {
    const policy = policyFor({ definition, up, countFrom });
    const fleet = { limit, ceiling, planned, actuator, boots, seed, first, countFrom };
    const result = runTrial({ ...fleet, offered, policy, ...(blind && { blind }) });
    return rowOf({ stress: stress.name, trace: trace.name, policy: name }, result, bound);
  });
}

function rowOf(
  names: Pick<Row, 'stress' | 'trace' | 'policy'>,
  result: Result,
  boundSeconds: number,
): Row {
  return {
    ...names,
    hours: result.paid / 3600,
    bound: boundSeconds / 3600,
    offered: result.offered,
    blocked: result.blocked,
    cut: result.cut,
    launches: result.launches,
    days: result.minutes / 1440,
    minutesAbove: result.above,
    minutes: result.minutes,
    drainingHours: result.draining / 3600,
  };
}

/** The counted part begins at local midnight of the last day. */
function blindIn({ blind }: Stress, countFrom: number) {
  if (!blind) return undefined;
  const from = countFrom + blind.fromHour * 3600;
  return { from, to: from + blind.minutes * 60 };
}

function offeredTo(trace: Trace, bins: Trace['traffic']['bins'], peak: number): Offered {
  const { meanHoldingTime: meanHoldingMs } = fleetIn(trace.timeZone);
  const scale = scaleFor(trace.traffic, meanHoldingMs, peak);
  const { binMs } = trace.traffic;
  return offer({ bins, binMs, scale, meanHoldingMs, seed: Number(values.seed) });
}

function usualRows(only: string): Row[] {
  const traces = readTraces(values.traces).filter(({ name }) => name === only);
  return traces.flatMap((trace) => {
    const offered = offeredTo(trace, trace.traffic.bins, Number(values.peak));
    const countFrom = LEARNING_DAYS * DAY_SECONDS;
    const entries = ENTRIES.filter(({ name }) => name.includes(values.only));
    return runJob({ stress: { name: 'as it was' }, trace, offered, countFrom }, entries);
  });
}

function stressedRows(stress: Stress): Row[] {
  const entries = ENTRIES.filter((entry) => entry.isStressed && entry.name.includes(values.only));
  return readTraces(values.traces, stress.moved).flatMap((trace) =>
    windowsOf(trace, stress).flatMap((window) => {
      const bins = stressed(trace, stress, window);
      const offered = offeredTo(trace, bins, stress.peak ?? Number(values.peak));
      const last = bins.at(-1)?.day;
      const lastMs = bins.find(({ day }) => day === last)?.fromMs ?? 0;
      // From local midnight on, whenever the first call of the day comes.
      const midnightMs = lastMs - clockOf(trace.timeZone)(lastMs).minute * MINUTE_MS;
      const countFrom = Math.max(0, (midnightMs - offered.fromMs) / 1000);
      return runJob({ stress, trace, offered, countFrom }, entries);
    }),
  );
}

function windowsOf({ traffic }: Trace, { lastDay }: Stress): { from: number; to: number }[] {
  const days = [...new Set(traffic.bins.map(({ day }) => day))];
  const ends = lastDay
    ? [days.indexOf(lastDay) + 1].filter((end) => end > 0)
    : Array.from({ length: WINDOWS }, (_, index) => WINDOW_DAYS + index * WINDOWS_APART);
  return ends
    .filter((end) => end <= days.length)
    .map((to) => ({ from: Math.max(0, to - WINDOW_DAYS), to }));
}

/** Each is a trace as it was, or a stress, by its name; the longest first. */
function jobNames(): string[] {
  const stresses = values['no-stress'] ? [] : STRESSES.map(({ name }) => name);
  return [...readTraces(values.traces).map(({ name }) => name), ...stresses];
}

function rowsOf(job: string): Row[] {
  const stress = STRESSES.find(({ name }) => name === job);
  return stress ? stressedRows(stress) : usualRows(job);
}

/** On all cores; rows in the order of the jobs, whichever is done first. */
async function main(): Promise<void> {
  const names = jobNames();
  const waiting = [...names.keys()];
  const rows: Row[][] = [];
  const work = async () => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift())
      rows[at] = await inWorker(names[at] ?? '');
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const all = rows.flat();
  process.stdout.write(values.json ? `${JSON.stringify(all)}\n` : tableOf(all));
}

async function inWorker(job: string): Promise<Row[]> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: job,
    argv: process.argv.slice(2),
  });
  const [rows] = (await once(worker, 'message')) as [Row[]];
  return rows;
}

if (isMainThread) await main();
else parentPort?.postMessage(rowsOf(String(workerData)));
