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
  /** What the change wrote over; undefined where the condition did not hold. */
  exchange(
    fleet: string,
    sk: string,
    change: string,
    condition: Condition,
  ): Promise<Item | undefined>;
}

export function openFleetTable(client: DynamoDBDocumentClient, TableName: string): FleetTable {
  const updateOf = (fleet: string, sk: string, UpdateExpression: string, condition: Condition) => ({
    TableName,
    Key: { pk: partitionOf(fleet, sk), sk },
    UpdateExpression,
    ...condition,
  });
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
      return isHeld(client.send(new PutCommand({ TableName, Item, ...condition })));
    },
    update: (...change) => isHeld(client.send(new UpdateCommand(updateOf(...change)))),
    exchange: async (...change) => {
      const update = { ...updateOf(...change), ReturnValues: 'UPDATED_OLD' as const };
      const answer = await held(client.send(new UpdateCommand(update)));
      return answer && (answer.Attributes ?? {});
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

async function isHeld(write: Promise<object>): Promise<boolean> {
  return (await held(write)) !== undefined;
}

/** The answer to a write; undefined where its condition did not hold. */
async function held<Answer extends object>(write: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await write;
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
}
