import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DAY_MINUTES, type LoadSample } from '../../../domain/load.ts';
import {
  DAYS_KEPT,
  historyOfSamples,
  type LoadHistory,
  withLoad,
} from '../../../domain/load-history.ts';
import { localDateOf } from '../../../domain/local-clock.ts';
import type { HistoryStore } from '../../../ports/history-store.ts';
import { dayOf, expiry, KEY } from './keys.ts';
import { type Item, queryAll } from './query.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 400;
/** How far back days are looked for that nobody has put together yet. */
const LOOK_BACK_DAYS = 9;
/** A sample of the last minutes may have been written late. */
const AGAIN_MS = 10 * MINUTE_MS;

/** The record of a tick holds the samples of that long. */
const RECENT_MS = 20 * MINUTE_MS;

/** What a container has read of one fleet: days that are over do not change. */
interface Memory {
  readonly localDate: string;
  readonly timeZone: string;
  readonly history: LoadHistory;
  readonly untilMs: number;
}

/**
 * Reads the history once, then only what came since. A day (UTC) that is over is put together into one item,
 * so that nine weeks are one query and not twenty thousand items; by who `keepsDays`, else it is only read.
 */
export function createLoadDays(
  client: DynamoDBDocumentClient,
  table: string,
  readLoad: HistoryStore['readLoad'],
  { keepsDays }: { readonly keepsDays: boolean },
): HistoryStore['readHistory'] {
  const memories = new Map<string, Memory>();
  const known = async (fleet: string, fromMs: number, nowMs: number): Promise<LoadSample[]> => {
    const pk = KEY.loadDays(fleet);
    const yesterday = dayOf(nowMs - DAY_MS);
    const items = await queryAll(client, table, pk, [dayOf(fromMs), yesterday]);
    const byDay = new Map(items.map((item) => [String(item['sk']), samplesIn(item)]));
    const last = [...byDay.keys()].at(-1) ?? '';
    const missing = daysFrom(nowMs - LOOK_BACK_DAYS * DAY_MS, nowMs).filter((day) => day > last);
    await Promise.all(
      missing.map(async (day) => {
        const dayMs = Date.parse(day);
        const samples = await readLoad(fleet, dayMs, dayMs + DAY_MS);
        byDay.set(day, [...samples]);
        if (keepsDays && samples.length > 0)
          await client.send(new PutCommand({ TableName: table, Item: itemOf(pk, day, samples) }));
      }),
    );
    return [...byDay.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, samples]) => samples);
  };
  const anew = async (fleet: string, timeZone: string, nowMs: number): Promise<LoadHistory> => {
    const samples = await known(fleet, nowMs - (DAYS_KEPT + 1) * DAY_MS, nowMs);
    const since = await readLoad(fleet, Date.parse(dayOf(nowMs)), nowMs);
    const days = historyOfSamples([...samples, ...since], timeZone);
    const date = localDateOf(timeZone, nowMs);
    return {
      days: days.filter((day) => day.date < date).slice(-DAYS_KEPT),
      today: days.find((day) => day.date === date),
    };
  };
  return async (fleet, timeZone, nowMs, recent) => {
    const localDate = localDateOf(timeZone, nowMs);
    const memory = memories.get(fleet);
    const isSameDay = memory?.localDate === localDate && memory.timeZone === timeZone;
    const since = async (fromMs: number) =>
      recent && nowMs - fromMs < RECENT_MS
        ? recent.filter(({ atMs }) => atMs >= fromMs)
        : readLoad(fleet, fromMs, nowMs);
    const history = isSameDay
      ? goneOn(memory, await since(memory.untilMs - AGAIN_MS))
      : memory?.timeZone === timeZone
        ? withYesterday(await anew(fleet, timeZone, nowMs), memory.history)
        : await anew(fleet, timeZone, nowMs);
    memories.set(fleet, { localDate, timeZone, history, untilMs: nowMs });
    return history;
  };
}

function goneOn(memory: Memory, samples: readonly LoadSample[]): LoadHistory {
  const { history, localDate, timeZone } = memory;
  return samples
    .filter(({ atMs }) => localDateOf(timeZone, atMs) === localDate)
    .reduce((before, sample) => withLoad(before, sample, timeZone), history);
}

/** Days that were known already stay the same objects: what was learned of them is remembered by them. */
function withYesterday(now: LoadHistory, before: LoadHistory): LoadHistory {
  const known = new Map(before.days.map((day) => [day.date, day]));
  return { ...now, days: now.days.map((day) => known.get(day.date) ?? day) };
}

function daysFrom(fromMs: number, toMs: number): string[] {
  const days: string[] = [];
  for (let atMs = fromMs; dayOf(atMs) < dayOf(toMs); atMs += DAY_MS) days.push(dayOf(atMs));
  return days;
}

function itemOf(pk: string, day: string, samples: readonly LoadSample[]) {
  const dayMs = Date.parse(day);
  const channels = new Float32Array(DAY_MINUTES).fill(Number.NaN);
  const attempts = new Float32Array(DAY_MINUTES).fill(Number.NaN);
  for (const sample of samples) {
    const minute = Math.floor((sample.atMs - dayMs) / MINUTE_MS);
    channels[minute] = sample.channels;
    attempts[minute] = sample.attemptsPerSecond;
  }
  const ttl = expiry(dayMs, KEPT_DAYS);
  return { pk, sk: day, channels: bytesOf(channels), attempts: bytesOf(attempts), ttl };
}

function samplesIn(item: Item): LoadSample[] {
  const dayMs = Date.parse(String(item['sk']));
  const channels = numbersIn(item['channels']);
  const attempts = numbersIn(item['attempts']);
  const samples: LoadSample[] = [];
  for (const [minute, each] of channels.entries())
    if (!Number.isNaN(each))
      samples.push({
        atMs: dayMs + minute * MINUTE_MS,
        channels: each,
        attemptsPerSecond: attempts[minute] ?? 0,
      });
  return samples;
}

function bytesOf(numbers: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.length * 4));
  for (const [index, number] of numbers.entries()) view.setFloat32(index * 4, number, true);
  return new Uint8Array(view.buffer);
}

function numbersIn(bytes: unknown): Float32Array {
  if (!(bytes instanceof Uint8Array)) return new Float32Array();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, index) =>
    view.getFloat32(index * 4, true),
  );
}
