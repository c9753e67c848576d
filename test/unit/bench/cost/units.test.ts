import { expect, test } from '@jest/globals';
import { chargedAnswer, pageOf, publishCharge } from '../../../../bench/cost/month/charge.ts';
import { itemSize, publishes, readUnits, writeUnits } from '../../../../bench/cost/prices/units.ts';
import { DynamoDb } from '../../../simulation/world/dynamodb.ts';

test.each([
  [1, 1, 1],
  [1024, 1, 1],
  [1025, 1, 2],
  [4096, 1, 4],
  [4097, 2, 5],
])('%d bytes are %d read and %d write units', (bytes, reads, writes) => {
  expect([readUnits(bytes), writeUnits(bytes)]).toEqual([reads, writes]);
});

test('a read that need not be consistent is half', () => {
  expect(readUnits(4097, false)).toBe(1);
});

test('a message is paid for in pieces of 64 KB', () => {
  expect([0, 65_536, 65_537].map(publishes)).toEqual([1, 1, 2]);
  expect(publishCharge({ Message: 'é'.repeat(32_769) }).publishes).toBe(2);
});

test.each([
  ['a text by its bytes, not its letters', { ab: 'é' }, 4],
  ['a number by its digits in pairs', { a: 1_795_414_528_156 }, 9],
  ['zeros at either end and signs for nothing', { a: -0.005 }, 3],
  ['a truth for one', { a: true }, 2],
  ['bytes for themselves', { a: new Uint8Array(7) }, 8],
  ['a list for three, and one for each', { a: ['x', 'y'] }, 8],
  ['a map for three, and one for each with its name', { a: { b: 'xy' } }, 8],
])('an item counts %s', (_, item, bytes) => {
  expect(itemSize(item)).toBe(bytes);
});

const TABLE = 'fleet';

/** Of so many bytes, its keys included. */
function itemOf(sk: string, bytes: number) {
  const keys = { pk: 'F', sk };
  return { ...keys, x: 'x'.repeat(bytes - itemSize(keys) - 1) };
}

function tablesWith(...items: readonly ReturnType<typeof itemOf>[]): DynamoDb {
  const tables = new DynamoDb({
    now: () => 0,
    isStale: () => false,
    pageOf,
    leaves: () => 0,
    onWrite: () => undefined,
  });
  for (const item of items) tables.write(TABLE, { pk: item.pk, sk: item.sk }, item);
  return tables;
}

function unitsOf(tables: DynamoDb, operation: string, input: object) {
  const charges: unknown[] = [];
  const ask = () =>
    chargedAnswer(tables, operation, { TableName: TABLE, ...input }, ({ reads, writes }) =>
      charges.push([reads, writes]),
    );
  return { ask, charges };
}

test('a query is rounded up once for its page, a batch once for each item', () => {
  const tables = tablesWith(itemOf('A', 3_000), itemOf('B', 3_000));
  const query = unitsOf(tables, 'Query', {
    ConsistentRead: true,
    ExpressionAttributeValues: { ':pk': 'F' },
  });
  query.ask();
  expect(query.charges).toEqual([[2, 0]]);
  const Keys = ['A', 'B', 'missing'].map((sk) => ({ pk: 'F', sk }));
  const batch = unitsOf(tables, 'BatchGet', {
    RequestItems: { [TABLE]: { Keys, ConsistentRead: true } },
  });
  batch.ask();
  expect(batch.charges).toEqual([[3, 0]]);
});

test('a page ends before a megabyte', () => {
  const items = [600_000, 400_000, 400_000].map((bytes, index) => itemOf(`${index}`, bytes));
  expect(pageOf(items)).toEqual(items.slice(0, 2));
  expect(pageOf(items.slice(0, 2))).toHaveLength(2);
});

test('a write is charged by the larger of the old item and the new', () => {
  const tables = tablesWith(itemOf('A', 5_000));
  const Key = { pk: 'F', sk: 'A' };
  const update = unitsOf(tables, 'Update', {
    Key,
    UpdateExpression: 'SET y = :y',
    ExpressionAttributeValues: { ':y': 1 },
  });
  update.ask();
  const put = unitsOf(tables, 'Put', { Item: itemOf('A', 100) });
  put.ask();
  put.ask();
  expect([...update.charges, ...put.charges]).toEqual([
    [0, 5],
    [0, 5],
    [0, 1],
  ]);
});

test('a write whose condition fails is charged all the same', () => {
  const tables = tablesWith(itemOf('A', 2_000));
  const Item = itemOf('A', 9_000);
  const put = unitsOf(tables, 'Put', { Item, ConditionExpression: 'attribute_not_exists(pk)' });
  expect(put.ask).toThrow('conditional request failed');
  expect(put.charges).toEqual([[0, 2]]);
});

test('a call of unknown price is not taken for free', () => {
  const tables = tablesWith();
  tables.answer = () => ({});
  expect(unitsOf(tables, 'TransactWrite', {}).ask).toThrow('TransactWrite: not known');
});
