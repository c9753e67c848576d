import { AwsError } from './aws-error.ts';
import { holds, type Item, type Names, updated } from './expressions.ts';

/** Source: DynamoDB quotas, BatchGetItem and BatchWriteItem. */
const BATCH_KEYS_MAX = 100;
const BATCH_WRITES_MAX = 25;
/** How long a read that does not ask for consistency may still see what was before. */
const STALE_MS = 1_000;

interface Stored {
  readonly item: Item | undefined;
  readonly sinceMs: number;
  readonly before: Item | undefined;
}

export interface Write {
  readonly table: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface DynamoDbOptions {
  readonly now: () => number;
  /** Whether this read, which did not ask for consistency, sees the past. */
  readonly isStale: () => boolean;
  /** What of these, in the order of their keys, comes in one answer of a query. */
  readonly pageOf: (items: readonly Item[]) => readonly Item[];
  /** Of a batch, how much is left for another request. */
  readonly leaves: (keys: number) => number;
  readonly onWrite: (write: Write) => void;
}

type Input = Readonly<Record<string, unknown>> & Names;

/** Two tables; every condition is judged against what stands at that moment, and one write is one item. */
export class DynamoDb {
  readonly #options: DynamoDbOptions;
  readonly #tables = new Map<string, Map<string, Map<string, Stored>>>();

  constructor(options: DynamoDbOptions) {
    this.#options = options;
  }

  answer(operation: string, input: Input): object {
    switch (operation) {
      case 'Get':
        return this.#get(input);
      case 'Put':
        return this.#put(input);
      case 'Update':
        return this.#update(input);
      case 'Query':
        return this.#query(input);
      case 'BatchGet':
        return this.#batchGet(input);
      case 'BatchWrite':
        return this.#batchWrite(input);
      default:
        throw new AwsError('UnknownOperationException', operation);
    }
  }

  /** All items of a table, in the order of their keys. */
  items(table: string): Item[] {
    const partitions = [...(this.#tables.get(table) ?? [])].toSorted(byKey);
    return partitions.flatMap(([, partition]) =>
      [...partition].toSorted(byKey).flatMap(([, { item }]) => (item ? [item] : [])),
    );
  }

  item(table: string, key: Item): Item | undefined {
    return this.#stored(table, key)?.item;
  }

  /** By whoever is not a function: no condition, no fault. */
  write(table: string, key: Item, item: Item | undefined): void {
    this.#store(table, key, item && (plain(item) as Item));
  }

  /** Takes away what is past its time to live, as DynamoDB does by itself within days. */
  expire(table: string): void {
    const nowSeconds = this.#options.now() / 1000;
    for (const partition of this.#tables.get(table)?.values() ?? [])
      for (const [sk, { item }] of partition)
        if (Number(item?.['ttl']) <= nowSeconds) partition.delete(sk);
  }

  lose(table: string): void {
    this.#tables.delete(table);
  }

  #get(input: Input): object {
    const table = String(input['TableName']);
    const found = this.#stored(table, input['Key'] as Item);
    const item = this.#seen(found, input['ConsistentRead'] === true);
    return item ? { Item: item } : {};
  }

  #put(input: Input): object {
    const table = String(input['TableName']);
    const item = plain(input['Item']) as Item;
    const key = keyOf(table, item);
    this.#demand(this.#stored(table, key)?.item, input);
    this.#store(table, key, item);
    return {};
  }

  #update(input: Input): object {
    const table = String(input['TableName']);
    const key = input['Key'] as Item;
    const before = this.#stored(table, key)?.item;
    this.#demand(before, input);
    const change = String(input['UpdateExpression']);
    const values = plain(input.ExpressionAttributeValues ?? {}) as Item;
    const names = { ...input, ExpressionAttributeValues: values };
    const after = updated(before ?? { ...key }, change, names);
    this.#store(table, key, after);
    if (input['ReturnValues'] !== 'UPDATED_OLD') return {};
    const changed = Object.entries(before ?? {}).filter(([name, held]) => after[name] !== held);
    return { Attributes: Object.fromEntries(changed) };
  }

  #query(input: Input): object {
    const values = input.ExpressionAttributeValues ?? {};
    const partition = this.#tables.get(String(input['TableName']))?.get(String(values[':pk']));
    const [from, to] = [values[':from'], values[':to']];
    const after = (input['ExclusiveStartKey'] as Item | undefined)?.['sk'];
    const isConsistent = input['ConsistentRead'] === true;
    const sorted = [...(partition ?? [])].toSorted(byKey).filter(([sk]) => {
      const isIn = from === undefined || (sk >= String(from) && sk <= String(to));
      return isIn && (after === undefined || sk > String(after));
    });
    const seen = sorted.flatMap(([, stored]) => {
      const item = this.#seen(stored, isConsistent);
      return item ? [item] : [];
    });
    const page = this.#options.pageOf(seen);
    const last = page.at(-1);
    return {
      Items: page,
      ...(seen.length > page.length &&
        last && { LastEvaluatedKey: { pk: values[':pk'], sk: last['sk'] } }),
    };
  }

  #batchGet(input: Input): object {
    const requests = input['RequestItems'] as Record<
      string,
      { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean }
    >;
    const [[table, { Keys, ConsistentRead }] = ['', { Keys: [] as readonly Item[] }]] =
      Object.entries(requests);
    if (Keys.length > BATCH_KEYS_MAX)
      throw new AwsError('ValidationException', `${Keys.length} keys, at most ${BATCH_KEYS_MAX}`);
    const done = Keys.slice(0, Keys.length - this.#options.leaves(Keys.length));
    const left = Keys.slice(done.length);
    const items = done.flatMap((key) => {
      const item = this.#seen(this.#stored(table, key), ConsistentRead === true);
      return item ? [item] : [];
    });
    return {
      Responses: { [table]: items },
      UnprocessedKeys: left.length > 0 ? { [table]: { Keys: left } } : {},
    };
  }

  /** Puts alone, none under a condition; no key may come twice. */
  #batchWrite(input: Input): object {
    const requests = input['RequestItems'] as Record<string, { PutRequest: { Item: Item } }[]>;
    const [[table, puts] = ['', []]] = Object.entries(requests);
    const keys = new Set(puts.map(({ PutRequest }) => partsOf(PutRequest.Item).join(' ')));
    if (puts.length > BATCH_WRITES_MAX || keys.size < puts.length)
      throw new AwsError('ValidationException', `${puts.length} puts of ${keys.size} keys`);
    const done = puts.length - this.#options.leaves(puts.length);
    for (const { PutRequest } of puts.slice(0, done)) {
      const item = plain(PutRequest.Item) as Item;
      this.#store(table, keyOf(table, item), item);
    }
    const left = puts.slice(done);
    return { UnprocessedItems: left.length > 0 ? { [table]: left } : {} };
  }

  #demand(item: Item | undefined, input: Input): void {
    const condition = input['ConditionExpression'];
    if (condition === undefined || holds(item, String(condition), input)) return;
    throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
  }

  #seen(stored: Stored | undefined, isConsistent: boolean): Item | undefined {
    if (!stored || isConsistent) return stored?.item;
    const isRecent = this.#options.now() - stored.sinceMs < STALE_MS;
    return isRecent && this.#options.isStale() ? stored.before : stored.item;
  }

  #stored(table: string, key: Item): Stored | undefined {
    const [pk, sk] = partsOf(key);
    return this.#tables.get(table)?.get(pk)?.get(sk);
  }

  #store(table: string, key: Item, item: Item | undefined): void {
    const [pk, sk] = partsOf(key);
    const partitions = this.#tables.get(table) ?? new Map();
    const partition = partitions.get(pk) ?? new Map<string, Stored>();
    const before: Item | undefined = partition.get(sk)?.item;
    partition.set(sk, { item, before, sinceMs: this.#options.now() });
    partitions.set(pk, partition);
    this.#tables.set(table, partitions);
    this.#options.onWrite({ table, before, after: item });
  }
}

function keyOf(_table: string, { pk, sk, instanceArn }: Item): Item {
  return pk === undefined ? { instanceArn } : { pk, sk };
}

function partsOf({ pk, sk, instanceArn }: Item): [string, string] {
  return pk === undefined ? [String(instanceArn), ''] : [String(pk), String(sk)];
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}

/** As it goes over the wire: a copy without what is undefined. A number that is none is refused. */
function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new AwsError('ValidationException', `Special numeric value ${value} is not allowed`);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map || value instanceof Set)
    throw new AwsError('ValidationException', 'a map or a set is no item');
  const copy: Item = {};
  for (const [key, each] of Object.entries(value)) if (each !== undefined) copy[key] = plain(each);
  return copy;
}
