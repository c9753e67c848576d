import type { CloudRequest } from '../../local/cloud/local-cloud.ts';
import { type DynamoItem, itemSize, publishes, readUnits, writeUnits } from './units.ts';

/** What was asked of AWS, and said, over some time. */
export interface Usage {
  /** By service and action. */
  readonly calls: Readonly<Record<string, number>>;
  readonly reads: number;
  readonly writes: number;
  /** On all topics, in pieces of 64 KB. */
  readonly publishes: number;
  readonly logBytes: number;
}

/** What lies in the tables. */
export interface Contents {
  /** In the order of its sort keys; all of a table that has no `pk` under an empty one. */
  partition(table: string, pk: string): readonly { readonly sk: string; readonly bytes: number }[];
  /** Of one item; undefined where there is none. */
  bytes(table: string, key: DynamoItem): number | undefined;
}

const PAGE_BYTES = 1024 * 1024;

interface Body {
  readonly TableName?: string;
  readonly Key?: DynamoItem;
  readonly Item?: DynamoItem;
  readonly ConsistentRead?: boolean;
  readonly ExclusiveStartKey?: DynamoItem;
  readonly ExpressionAttributeValues?: DynamoItem;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys?: readonly DynamoItem[]; readonly ConsistentRead?: boolean }>
  >;
}

export function usageOf(
  requests: readonly CloudRequest[],
  contents: Contents,
  logBytes: number,
): Usage {
  const calls: Record<string, number> = {};
  const total = { reads: 0, writes: 0, publishes: 0 };
  for (const request of requests) {
    const name = `${request.service}.${request.action}`;
    calls[name] = (calls[name] ?? 0) + 1;
    const { reads = 0, writes = 0, pieces = 0 } = chargeOf(request, contents);
    total.reads += reads;
    total.writes += writes;
    total.publishes += pieces;
  }
  return { calls, ...total, logBytes };
}

export function callsIn({ calls }: Usage): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

/** What is left of `usage` after so many times `other`. */
export function without(usage: Usage, other: Usage, times: number): Usage {
  const names = new Set([...Object.keys(usage.calls), ...Object.keys(other.calls)]);
  const less = (of: (each: Usage) => number) => Math.max(0, of(usage) - times * of(other));
  return {
    calls: Object.fromEntries(
      [...names].map((name) => [name, less(({ calls }) => calls[name] ?? 0)] as const),
    ),
    reads: less(({ reads }) => reads),
    writes: less(({ writes }) => writes),
    publishes: less((each) => each.publishes),
    logBytes: less((each) => each.logBytes),
  };
}

export function dividedBy(usage: Usage, count: number): Usage {
  const { calls, reads, writes, logBytes } = usage;
  return {
    calls: Object.fromEntries(Object.entries(calls).map(([name, each]) => [name, each / count])),
    reads: reads / count,
    writes: writes / count,
    publishes: usage.publishes / count,
    logBytes: logBytes / count,
  };
}

interface Charge {
  readonly reads?: number;
  readonly writes?: number;
  readonly pieces?: number;
}

function chargeOf({ service, action, parameters, body }: CloudRequest, contents: Contents): Charge {
  if (service === 'sns' && action === 'Publish')
    return { pieces: publishes(Buffer.byteLength(parameters['Message'] ?? '')) };
  if (service !== 'dynamodb') return {};
  const asked = JSON.parse(body ?? '{}') as Body;
  switch (action) {
    case 'Query':
      return { reads: queryUnits(asked, contents) };
    case 'GetItem':
      return { reads: getUnits(asked, contents) };
    case 'BatchGetItem':
      return { reads: batchUnits(asked, contents) };
    case 'PutItem':
      return { writes: writeUnits(itemSize(asked.Item ?? {})) };
    case 'UpdateItem':
    case 'DeleteItem':
      return { writes: writeUnits(contents.bytes(asked.TableName ?? '', asked.Key ?? {}) ?? 0) };
    default:
      // A call whose price is not known here would be taken for free.
      throw new Error(`counting the units of ${action}: not known`);
  }
}

/** All items of the page together, rounded up once. */
function queryUnits(asked: Body, contents: Contents): number {
  const { TableName = '', ExclusiveStartKey, ExpressionAttributeValues } = asked;
  const pk = ExpressionAttributeValues?.[':pk']?.S ?? '';
  const after = ExclusiveStartKey?.['sk']?.S ?? '';
  const left = contents.partition(TableName, pk).filter(({ sk }) => sk > after);
  const bytes = left.reduce((sum, each) => sum + each.bytes, 0);
  return readUnits(Math.min(bytes, PAGE_BYTES), asked.ConsistentRead === true);
}

function getUnits({ TableName = '', Key = {}, ConsistentRead }: Body, contents: Contents): number {
  return readUnits(contents.bytes(TableName, Key) ?? 0, ConsistentRead === true);
}

/** Each item is rounded up by itself. */
function batchUnits({ RequestItems = {} }: Body, contents: Contents): number {
  return Object.entries(RequestItems)
    .flatMap(([table, { Keys = [], ConsistentRead }]) =>
      Keys.map((key) => readUnits(contents.bytes(table, key) ?? 0, ConsistentRead === true)),
    )
    .reduce((sum, units) => sum + units, 0);
}
