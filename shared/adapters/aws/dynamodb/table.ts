import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { isConditionFailed } from '../errors.ts';
import { KEY, morePartitions, partitionOf } from './keys.ts';
import { type Item, queryAll } from './query.ts';

/** What a write demands of the item that it meets, with the values that it names. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

export const WHERE_NOTHING_IS: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

/** The current items of a fleet. A write says whether its condition held. */
export interface FleetTable {
  /** The fleet's own partition first: what the routes were is never younger than the slots. */
  readAll(fleet: string, slotsIn: (items: readonly Item[]) => number): Promise<Item[]>;
  get(fleet: string, sk: string): Promise<Item | undefined>;
  put(fleet: string, sk: string, body: object, condition?: Condition): Promise<boolean>;
  update(fleet: string, sk: string, change: string, condition: Condition): Promise<boolean>;
}

export function openFleetTable(client: DynamoDBDocumentClient, TableName: string): FleetTable {
  return {
    readAll: async (fleet, slotsIn) => {
      const items = await queryAll(client, TableName, KEY.fleet(fleet));
      const partitions = morePartitions(fleet, slotsIn(items));
      const more = await Promise.all(partitions.map((pk) => queryAll(client, TableName, pk)));
      return [items, ...more].flat();
    },
    get: async (fleet, sk) => {
      const Key = { pk: partitionOf(fleet, sk), sk };
      const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && bodyOf(Item);
    },
    put: (fleet, sk, body, condition) => {
      const Item = { pk: partitionOf(fleet, sk), sk, ...body };
      return held(client.send(new PutCommand({ TableName, Item, ...condition })));
    },
    update: (fleet, sk, UpdateExpression, condition) => {
      const Key = { pk: partitionOf(fleet, sk), sk };
      return held(
        client.send(new UpdateCommand({ TableName, Key, UpdateExpression, ...condition })),
      );
    },
  };
}

export function atVersion(expected: number | undefined): Condition {
  if (expected === undefined) return WHERE_NOTHING_IS;
  return {
    ConditionExpression: 'version = :expected',
    ExpressionAttributeValues: { ':expected': expected },
  };
}

export function bodyOf({ pk: _, sk: __, ttl: ___, ...body }: Item): Item {
  return body;
}

/** Only this adapter writes these items, so their shape is the one that it wrote. */
export function allUnder<T>(items: readonly Item[], prefix: string): T[] {
  return items.filter(({ sk }) => String(sk).startsWith(prefix)).map((item) => bodyOf(item) as T);
}

async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
