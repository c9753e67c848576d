import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../processes.ts';
import type { Tools } from '../tools/tools.ts';
import { toneOf } from './g711.ts';

const SCENARIO = new URL('call.xml', import.meta.url);
const CONTROL_PORT = 8_000;
/** Eight seconds, which rtp_stream repeats. */
const TONE_SAMPLES = 64_000;
const CALLS_MAX = 10_000_000;

export interface CallerOptions {
  readonly folder: string;
  /** Where the calls come from; each caller has an address of its own. */
  readonly address: string;
  readonly target: string;
  readonly number: string;
  readonly meanHoldingMs: number;
  /** How long each call lasts: about the mean, or exactly. */
  readonly holding?: 'exponential' | 'fixed';
  readonly perSecond?: number;
  /** No more than so many calls; without end if absent. */
  readonly count?: number;
  /** The numbers that they dial in turn, in place of the one. */
  readonly numbers?: readonly string[];
  /** Sends a tone as well as signalling. */
  readonly hasMedia?: boolean;
}

/** As the callers saw it. */
export interface CallCounts {
  readonly placed: number;
  /** Answered, and ended by the caller. */
  readonly completed: number;
  /** Never answered, or refused. */
  readonly failed: number;
  /** Answered, and ended by anything but the caller. */
  readonly cut: number;
  readonly peakConcurrent: number;
  /** Mean time to the answer. */
  readonly answerMs: number;
}

/** A real SIPp whose rate follows the curve. */
export interface Callers {
  setRate(perSecond: number): void;
  /** Calls up at this moment, as of the last second. */
  now(): CallCounts & { readonly up: number };
  /** No new calls; waits for the last to end. */
  finish(): Promise<CallCounts>;
  kill(): void;
}

export function startCallers(tools: Tools, options: CallerOptions): Callers {
  const { folder, address, target, number, numbers, perSecond = 0 } = options;
  const { count = CALLS_MAX } = options;
  mkdirSync(folder, { recursive: true });
  const scenario = join(folder, 'call.xml');
  writeFileSync(scenario, scenarioOf(options));
  if (options.hasMedia) writeFileSync(join(folder, 'tone.ul'), toneOf(440, TONE_SAMPLES));
  const dialled = join(folder, 'numbers.csv');
  if (numbers) writeFileSync(dialled, ['SEQUENTIAL', ...numbers, ''].join('\n'));
  const statistics = join(folder, 'statistics.csv');
  const program = start({
    program: tools.sipp,
    arguments: [
      ...(numbers ? ['-inf', dialled] : []),
      ...[target, '-sf', scenario, '-s', number],
      ...['-i', address, '-p', '5060', '-mi', address],
      // A rate of nought is "as fast as you can" to SIPp.
      ...['-r', String(Math.max(perSecond, 0.001)), '-m', String(count), '-l', '100000'],
      ...['-ci', address, '-cp', String(controlPortOf(address)), '-nostdin'],
      ...['-recv_timeout', '40000'],
      ...['-trace_err', '-error_file', join(folder, 'errors')],
      ...['-trace_stat', '-stf', statistics, '-fd', '1'],
    ],
    folder,
    log: join(folder, 'screen'),
  });
  const say = (text: string) => {
    const socket = createSocket('udp4');
    socket.send(text, controlPortOf(address), address, () => socket.close());
  };
  return {
    setRate: (rate) => say(`cset rate ${Math.max(rate, 0.001).toFixed(3)}\n`),
    now: () => readCounts(statistics),
    finish: async () => {
      say('q\n');
      await program.ended;
      return readCounts(statistics);
    },
    kill: () => program.kill('SIGKILL'),
  };
}

/** One SIPp takes its control port on every address, whatever it is told. */
export function controlPortOf(address: string): number {
  return CONTROL_PORT + Number(address.split('.').at(-1));
}

function scenarioOf(options: CallerOptions): string {
  const { meanHoldingMs, holding = 'exponential', hasMedia, numbers } = options;
  const values: Readonly<Record<string, string>> = {
    dialled: numbers ? '[field0]' : '[service]',
    mediaPort: hasMedia ? 'rtpstream_audio_port' : 'auto_media_port',
    media: hasMedia
      ? '<nop><action><exec rtp_stream="tone.ul,-1,0,PCMU/8000"/></action></nop>'
      : '',
    holding:
      holding === 'fixed'
        ? `milliseconds="${meanHoldingMs}"`
        : `distribution="exponential" mean="${meanHoldingMs}"`,
  };
  return readFileSync(SCENARIO, 'utf8').replace(
    /@\{(\w+)\}/g,
    (_, name: string) => values[name] ?? '',
  );
}

/** The last line of SIPp's own statistics, whole lines only. */
function readCounts(file: string): CallCounts & { readonly up: number } {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  const names = lines[0]?.split(';') ?? [];
  const rows = lines.slice(1).map((line) => line.split(';'));
  const last = rows.at(-1) ?? [];
  const at = (row: readonly string[], name: string) => Number(row[names.indexOf(name)] ?? 0);
  const placed = at(last, 'TotalCallCreated');
  const up = at(last, 'CurrentCall');
  const completed = at(last, 'SuccessfulCall(C)');
  const unsuccessful = at(last, 'FailedCall(C)');
  const answered = at(last, 'answered(C)');
  // What was answered has been ended, is still up or was cut; SIPp cannot tell which of those up
  // have been answered, so that this holds once none is left.
  const cut = Math.min(unsuccessful, Math.max(0, answered - completed - up));
  return {
    placed,
    up,
    completed,
    failed: unsuccessful - cut,
    cut,
    peakConcurrent: rows.reduce((most, row) => Math.max(most, at(row, 'CurrentCall')), 0),
    answerMs: millisecondsOf(last[names.indexOf('ResponseTimeanswer(C)')]),
  };
}

/** SIPp writes `00:00:00:008000`, the last part in microseconds. */
function millisecondsOf(text = ''): number {
  const [hours = 0, minutes = 0, seconds = 0, micros = 0] = text.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + micros / 1000;
}
