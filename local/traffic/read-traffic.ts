import { Temporal } from 'temporal-polyfill';

const HEADER = 'timestamp,calls';
const ROW = /^"?(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::(\d{2}))?"?,(\d{1,9}(?:\.\d+)?)$/;
const MINUTE_MS = 60_000;
const FAULTS_MAX = 20;

/** Calls received in one bin; its length is the file's. */
export interface Bin {
  readonly fromMs: number;
  /** The local date, `YYYY-MM-DD`. */
  readonly day: string;
  readonly calls: number;
}

export interface Traffic {
  readonly binMs: number;
  /** In the order of time; bins that the file lacks are not there. */
  readonly bins: readonly Bin[];
}

/** A file that is no traffic; the message holds a line `file:line: …` for each fault. */
export class TrafficError extends Error {
  readonly code = 'traffic-malformed';
}

interface Row {
  readonly line: number;
  readonly local: Temporal.PlainDateTime;
  readonly calls: number;
}

/** Reads a CSV of `timestamp,calls`, timestamps in local time. Throws TrafficError. */
export function parseTraffic(text: string, file: string, timeZone: string): Traffic {
  const faults: string[] = [];
  const fault = (line: number, says: string) => faults.push(`${file}:${line}: ${says}`);
  const rows = readRows(text, fault);
  if (faults.length === 0 && rows.length < 2)
    fault(1, `expected at least two bins, found ${rows.length}`);
  const bins = placed(rows, timeZone);
  const binMs = faults.length === 0 ? binOf(rows, bins, fault) : 0;
  if (faults.length > 0) throw new TrafficError(faults.slice(0, FAULTS_MAX).join('\n'));
  return { binMs, bins };
}

type Fault = (line: number, says: string) => void;

function readRows(text: string, fault: Fault): Row[] {
  const [header = '', ...lines] = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (header.replaceAll('"', '').trim() !== HEADER)
    fault(1, `expected the header ${HEADER}, found ${shown(header)}`);
  return lines.flatMap((raw, index) => {
    const line = index + 2;
    const match = ROW.exec(raw);
    const local = match && localTime(`${match[1]}T${match[2]}:${match[3] ?? '00'}`);
    if (match && local) return [{ line, local, calls: Number(match[4]) }];
    const expected = 'expected a local time and a number of calls, such as 2026-11-16 08:05:00,37';
    fault(line, `${expected}; found ${shown(raw)}`);
    return [];
  });
}

/** The shortest step is the bin; every other is a multiple of it. */
function binOf(rows: readonly Row[], bins: readonly Bin[], fault: Fault): number {
  const steps = rows.slice(1).map((row, index) => ({
    row,
    ms: (bins[index + 1]?.fromMs ?? 0) - (bins[index]?.fromMs ?? 0),
  }));
  const binMs = smallest(steps.map(({ ms }) => ms).filter((ms) => ms > 0));
  if (binMs < MINUTE_MS || binMs > 60 * MINUTE_MS)
    fault(2, `expected bins of 1 to 60 minutes, found ${binMs / MINUTE_MS}`);
  for (const { row, ms } of steps) {
    const found = row.local.toString();
    if (ms <= 0) fault(row.line, `expected a time after the line before, found ${found}`);
    else if (ms % binMs !== 0)
      fault(row.line, `expected a step of ${binMs / MINUTE_MS} minutes, found ${ms / MINUTE_MS}`);
  }
  return binMs;
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** A local time that autumn repeats is the second once the first has been there; one that spring skips is moved on. */
function placed(rows: readonly Row[], timeZone: string): Bin[] {
  let beforeMs = Number.NEGATIVE_INFINITY;
  return rows.map(({ local, calls }) => {
    const first = local.toZonedDateTime(timeZone).epochMilliseconds;
    const second = local.toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds;
    const fromMs = first > beforeMs ? first : second;
    beforeMs = fromMs;
    return { fromMs, day: local.toPlainDate().toString(), calls };
  });
}

function localTime(text: string): Temporal.PlainDateTime | undefined {
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

function shown(text: string): string {
  return text === '' ? 'an empty line' : JSON.stringify(text.slice(0, 60));
}
