import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
  type DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { chunks } from '../../../domain/chunks.ts';
import type { FleetChange } from '../../../domain/fleet-change.ts';
import { LOAD_BIN_MS, type LoadSample, loadBin } from '../../../domain/load.ts';
import type { SlotChange } from '../../../domain/slot/slot.ts';
import { iso } from '../../../domain/time.ts';
import type { HistoryStore } from '../../../ports/history-store.ts';
import { dayOf, expiry, KEY, monthOf, span } from './keys.ts';
import { createLoadDays } from './load-days.ts';
import { type Item, queryAll } from './query.ts';

const CHANGES_KEPT_DAYS = 400;
const LOAD_KEPT_DAYS = 400;
/** DynamoDB's own bound for one BatchWriteItem. */
const ITEMS_MAX = 25;
const ATTEMPTS_MAX = 4;
const MINUTES = [0, 1, 2, 3, 4] as const;

export function createHistoryStore(
  client: DynamoDBDocumentClient,
  table: string,
  { keepsDays = true } = {},
): HistoryStore {
  const read = async (fleet: string, fromMs: number, toMs: number) => {
    const partitions = span(fromMs, toMs, monthOf).map((month) => KEY.history(fleet, month));
    const range = [iso(fromMs), iso(toMs)] as const;
    const items = await Promise.all(partitions.map((pk) => queryAll(client, table, pk, range)));
    return items.flat();
  };
  const readLoad = async (fleet: string, fromMs: number, toMs: number) => {
    const days = span(fromMs - LOAD_BIN_MS, toMs, dayOf);
    const items = await Promise.all(
      days.map(async (day) => {
        const bins = await queryAll(client, table, KEY.load(fleet, day), binsOf(day, fromMs, toMs));
        return bins.flatMap((bin) => samplesOf(day, bin));
      }),
    );
    return items.flat().filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  };
  return {
    addChanges: async (changes) => {
      const items = changes.map((change) => itemOf(change, KEY.change(change)));
      const batches = chunks(items, ITEMS_MAX);
      await Promise.all(batches.map((batch) => writeBatch(client, table, batch)));
    },
    addFleetChange: async (change) => {
      const Item = itemOf(change, KEY.fleetChange(change));
      await client.send(new PutCommand({ TableName: table, Item }));
    },
    readChanges: async (fleet, fromMs, toMs) =>
      (await read(fleet, fromMs, toMs)).filter(isOfSlot).map(changeOf<SlotChange>),
    readFleetChanges: async (fleet, fromMs, toMs) =>
      (await read(fleet, fromMs, toMs))
        .filter((item) => !isOfSlot(item))
        .map(changeOf<FleetChange>),
    addLoad: async (fleet, { atMs, channels, attemptsPerSecond }) => {
      const { binStartMs, minute } = loadBin(atMs);
      const Key = { pk: KEY.load(fleet, dayOf(binStartMs)), sk: KEY.bin(binStartMs) };
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key,
          UpdateExpression: `SET channels${minute} = :channels, attempts${minute} = :attempts, #ttl = :ttl`,
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':channels': channels,
            ':attempts': attemptsPerSecond,
            ':ttl': expiry(binStartMs, LOAD_KEPT_DAYS),
          },
        }),
      );
    },
    readLoad,
    readHistory: createLoadDays(client, table, readLoad, { keepsDays }),
  };
}

function itemOf(change: SlotChange | FleetChange, sk: string) {
  const pk = KEY.history(change.fleet, monthOf(change.atMs));
  return { pk, sk, ...change, ttl: expiry(change.atMs, CHANGES_KEPT_DAYS) };
}

async function writeBatch(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Record<string, unknown>[],
): Promise<void> {
  let left: BatchWriteCommandInput['RequestItems'] = {
    [table]: items.map((Item) => ({ PutRequest: { Item } })),
  };
  for (let attempts = 0; left?.[table]; attempts += 1) {
    if (attempts === ATTEMPTS_MAX)
      throw new Error(`recording changes: ${left[table].length} left unwritten`);
    const written: BatchWriteCommandOutput = await client.send(
      new BatchWriteCommand({ RequestItems: left }),
    );
    left = written.UnprocessedItems;
  }
}

function isOfSlot(item: Item): boolean {
  return item['slot'] !== undefined;
}

function changeOf<T>({ pk: _, sk: __, ttl: ___, ...change }: Item): T {
  return change as T;
}

/** The bins of that day which may hold a part of the time asked for. */
function binsOf(day: string, fromMs: number, toMs: number): readonly [string, string] {
  const first = loadBin(fromMs).binStartMs;
  return [
    dayOf(first) === day ? KEY.bin(first) : '00:00',
    dayOf(toMs) === day ? KEY.bin(toMs) : '23:59',
  ];
}

function samplesOf(day: string, bin: Item): LoadSample[] {
  const binStartMs = Date.parse(`${day}T${bin['sk']}:00.000Z`);
  return MINUTES.filter((minute) => bin[`channels${minute}`] !== undefined).map((minute) => ({
    atMs: binStartMs + minute * 60_000,
    channels: Number(bin[`channels${minute}`]),
    attemptsPerSecond: Number(bin[`attempts${minute}`]),
  }));
}
