import type { DynamoDb } from '../../../test/simulation/world/dynamodb.ts';
import type { Item } from '../../../test/simulation/world/expressions.ts';
import { itemSize, publishes, readUnits, writeUnits } from '../prices/units.ts';

/** What one call is paid for. */
export interface Charge {
  readonly reads: number;
  readonly writes: number;
  /** Pieces of 64 KB. */
  readonly publishes: number;
}

const NOTHING: Charge = { reads: 0, writes: 0, publishes: 0 };
const PAGE_BYTES = 1024 * 1024;
/** What lies in a table is never changed, only replaced, and is read again and again. */
const sizes = new WeakMap<Item, number>();

interface Asked {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean }>
  >;
  readonly Message?: string;
}

interface Answered {
  readonly Item?: Item;
  readonly Items?: readonly Item[];
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
}

type OnCharge = (charge: Charge) => void;

/** The tables' answer, and what it is charged; a write whose condition failed is paid for all the same. */
export function chargedAnswer(
  tables: DynamoDb,
  operation: string,
  input: object,
  onCharge: OnCharge,
): object {
  const asked = input as Asked;
  const act = () => tables.answer(operation, { ...input });
  if (operation === 'Put' || operation === 'Update')
    return charging(tables, [placeOf(asked)], act, onCharge);
  if (operation === 'BatchWrite') return charging(tables, placesIn(input), act, onCharge);
  const answer = act();
  onCharge({ ...NOTHING, reads: readsOf(operation, asked, answer) });
  return answer;
}

export function publishCharge(input: object): Charge {
  const { Message = '' } = input as Asked;
  return { ...NOTHING, publishes: publishes(Buffer.byteLength(Message)) };
}

/** The first of these items that are no more than a page. Source: DynamoDB API reference, "Query": 1 MB. */
export function pageOf(items: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item) => {
    bytes += sizeOf(item);
    return bytes > PAGE_BYTES;
  });
  return end < 0 ? items : items.slice(0, Math.max(1, end));
}

function sizeOf(item: Item | undefined): number {
  if (!item) return 0;
  const size = sizes.get(item) ?? itemSize(item);
  sizes.set(item, size);
  return size;
}

interface Place {
  readonly table: string;
  readonly key: Item;
}

function placeOf({ TableName = '', Key, Item }: Asked): Place {
  return { table: TableName, key: Key ?? Item ?? {} };
}

function placesIn(input: object): Place[] {
  const { RequestItems = {} } = input as {
    readonly RequestItems?: Record<string, readonly { readonly PutRequest: { Item: Item } }[]>;
  };
  return Object.entries(RequestItems).flatMap(([table, puts]) =>
    puts.map(({ PutRequest }) => ({ table, key: PutRequest.Item })),
  );
}

/** Each by the larger of what was there and what is there then. */
function charging(
  tables: DynamoDb,
  places: readonly Place[],
  act: () => object,
  onCharge: OnCharge,
): object {
  const sizesNow = () => places.map(({ table, key }) => sizeOf(tables.item(table, key)));
  const before = sizesNow();
  try {
    return act();
  } finally {
    const units = sizesNow().map((size, index) => writeUnits(Math.max(size, before[index] ?? 0)));
    onCharge({ ...NOTHING, writes: units.reduce((sum, each) => sum + each, 0) });
  }
}

function readsOf(operation: string, asked: Asked, answer: Answered): number {
  const isConsistent = asked.ConsistentRead === true;
  switch (operation) {
    case 'Get':
      return readUnits(sizeOf(answer.Item), isConsistent);
    case 'Query': {
      // All items of the page together, rounded up once.
      const bytes = (answer.Items ?? []).reduce((sum, item) => sum + sizeOf(item), 0);
      return readUnits(bytes, isConsistent);
    }
    case 'BatchGet':
      return batchReads(asked, answer);
    default:
      // A call whose price is not known here would be taken for free.
      throw new Error(`counting the units of ${operation}: not known`);
  }
}

/** Each item is rounded up by itself, and a key that finds none is paid for too. Heartbeats are read once. */
function batchReads({ RequestItems = {} }: Asked, { Responses = {} }: Answered): number {
  return Object.entries(RequestItems)
    .flatMap(([table, { Keys, ConsistentRead }]) => {
      const found = Responses[table] ?? [];
      return Keys.map((_, index) => readUnits(itemSize(found[index]), ConsistentRead === true));
    })
    .reduce((sum, units) => sum + units, 0);
}
