import { PublishCommand } from '@aws-sdk/client-sns';
import {
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BEATS, GROUNDS, type Ground, TABLE } from './grounds.ts';

const NOWHERE = 'attribute_not_exists(pk)';
const FAILED = { name: 'ConditionalCheckFailedException' };

describe.each(Object.entries(GROUNDS))('tables and topics, as %s has them:', (_, open) => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await open();
  });
  afterEach(() => ground.close());

  const put = (item: object, ConditionExpression?: string, values?: object) =>
    ground.documents.send(
      new PutCommand({
        TableName: TABLE,
        Item: { pk: 'a', sk: 'b', ...item },
        ...(ConditionExpression && { ConditionExpression }),
        ...(values && { ExpressionAttributeValues: { ...values } }),
      }),
    );
  const update = (UpdateExpression: string, condition: string, values: object, options?: object) =>
    ground.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk: 'a', sk: 'b' },
        UpdateExpression,
        ConditionExpression: condition,
        ExpressionAttributeValues: { ...values },
        ...options,
      }),
    );
  const get = async (sk = 'b') => {
    const Key = { pk: 'a', sk };
    const { Item } = await ground.documents.send(
      new GetCommand({ TableName: TABLE, Key, ConsistentRead: true }),
    );
    return Item;
  };

  test('what must not be there yet is written once', async () => {
    await put({ by: 'first' }, NOWHERE);
    await expect(put({ by: 'second' }, NOWHERE)).rejects.toMatchObject(FAILED);
    expect(await get()).toMatchObject({ by: 'first' });
  });

  test('a version is written over once', async () => {
    await put({ version: 1 });
    await put({ version: 2, by: 'first' }, 'version = :expected', { ':expected': 1 });
    const late = put({ version: 2, by: 'second' }, 'version = :expected', { ':expected': 1 });
    await expect(late).rejects.toMatchObject(FAILED);
    expect(await get()).toMatchObject({ version: 2, by: 'first' });
  });

  test('a condition on what is not there does not hold, whatever is compared', async () => {
    for (const operator of ['=', '<', '<=', '>', '>='])
      await expect(
        put({ version: 2 }, `version ${operator} :expected`, { ':expected': 1 }),
      ).rejects.toMatchObject(FAILED);
    expect(await get()).toBeUndefined();
  });

  test('a comparison with another type does not hold', async () => {
    await put({ version: '1' });
    const other = put({ version: 2 }, 'version <= :expected', { ':expected': 1 });
    await expect(other).rejects.toMatchObject(FAILED);
  });

  test('an update makes the item where there is none, and changes only what it names', async () => {
    const free = 'attribute_not_exists(lease) OR lease.untilMs <= :now OR lease.#owner = :owner';
    const take = (owner: string, now: number) =>
      update(
        'SET lease = :lease',
        free,
        { ':lease': { owner, untilMs: now + 10 }, ':now': now, ':owner': owner },
        { ExpressionAttributeNames: { '#owner': 'owner' } },
      );
    await take('one', 100);
    await expect(take('two', 105)).rejects.toMatchObject(FAILED);
    await take('one', 106);
    await take('two', 116);
    await update(
      'SET tick = :tick REMOVE lease',
      'lease.#owner = :owner',
      { ':tick': { atMs: 116 }, ':owner': 'two' },
      { ExpressionAttributeNames: { '#owner': 'owner' } },
    );
    expect(await get()).toEqual({ pk: 'a', sk: 'b', tick: { atMs: 116 } });
  });

  test('a list is begun and then added to, and the change that takes it away says what it was', async () => {
    const isThere = 'attribute_exists(pk)';
    await put({ list: undefined, kept: 1 });
    const add = (...more: readonly string[]) =>
      update('SET woken = list_append(if_not_exists(woken, :none), :more)', isThere, {
        ':none': [],
        ':more': more,
      });
    const take = () =>
      update(
        'SET tick = :tick REMOVE woken',
        isThere,
        { ':tick': 1 },
        { ReturnValues: 'UPDATED_OLD' },
      );
    await add('a');
    await add();
    await add('b', 'c');
    expect((await take()).Attributes).toEqual({ woken: ['a', 'b', 'c'] });
    expect(await get()).toEqual({ pk: 'a', sk: 'b', kept: 1, tick: 1 });
    await add();
    expect((await take()).Attributes).toMatchObject({ woken: [] });
  });

  test('AND binds closer than OR', async () => {
    await put({ version: 3 });
    const condition = 'version = :one AND version = :two OR version = :three';
    const values = { ':one': 1, ':two': 2, ':three': 3 };
    await put({ version: 4 }, condition, values);
    expect(await get()).toMatchObject({ version: 4 });
  });

  test('a partition is read in the order of its keys, all pages of it, and between two keys', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}`);
    for (const sk of keys.toReversed()) await put({ sk });
    await put({ pk: 'other', sk: 'k05' });
    const read = async (range?: readonly [string, string]) => {
      const found: unknown[] = [];
      const pages = paginateQuery(
        { client: ground.documents },
        {
          TableName: TABLE,
          ConsistentRead: true,
          KeyConditionExpression: range ? 'pk = :pk AND sk BETWEEN :from AND :to' : 'pk = :pk',
          ExpressionAttributeValues: {
            ':pk': 'a',
            ...(range && { ':from': range[0], ':to': range[1] }),
          },
        },
      );
      for await (const { Items = [] } of pages) found.push(...Items.map(({ sk }) => sk));
      return found;
    };
    expect(await read()).toEqual(keys);
    expect(await read(['k10', 'k19'])).toEqual(keys.slice(10, 20));
  });

  test('what is undefined is left out, bytes stay bytes, and what is no number is refused', async () => {
    await put({ nothing: undefined, bytes: new Uint8Array([1, 2, 255]), deep: { a: [1, null] } });
    expect(await get()).toEqual({
      pk: 'a',
      sk: 'b',
      bytes: new Uint8Array([1, 2, 255]),
      deep: { a: [1, null] },
    });
    await expect(put({ channels: Number.NaN })).rejects.toThrow(/NaN/);
    await expect(put({ channels: Number.POSITIVE_INFINITY })).rejects.toThrow(/Infinity/);
  });

  test('a batch gives what is there, of at most a hundred keys', async () => {
    const arns = Array.from({ length: 101 }, (_, index) => `arn:${index}`);
    const batch = (some: readonly string[]) =>
      ground.documents.send(
        new BatchGetCommand({
          RequestItems: { [BEATS]: { Keys: some.map((instanceArn) => ({ instanceArn })) } },
        }),
      );
    await ground.documents.send(
      new PutCommand({ TableName: BEATS, Item: { instanceArn: 'arn:1', calls: 3 } }),
    );
    const { Responses } = await batch(arns.slice(0, 100));
    expect(Responses?.[BEATS]).toEqual([{ instanceArn: 'arn:1', calls: 3 }]);
    await expect(batch(arns)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('a batch writes at most 25 items, each once, and over what is there', async () => {
    const batch = (names: readonly string[], by: string) =>
      ground.documents.send(
        new BatchWriteCommand({
          RequestItems: {
            [TABLE]: names.map((sk) => ({ PutRequest: { Item: { pk: 'a', sk, by } } })),
          },
        }),
      );
    const names = Array.from({ length: 26 }, (_, index) => `item ${index}`);
    const refused = { name: 'ValidationException' };
    await batch(names.slice(0, 25), 'first');
    const { UnprocessedItems } = await batch(names.slice(1, 3), 'second');
    expect(UnprocessedItems ?? {}).toEqual({});
    expect(await get('item 0')).toMatchObject({ by: 'first' });
    expect(await get('item 2')).toMatchObject({ by: 'second' });
    await expect(batch(names, 'third')).rejects.toMatchObject(refused);
    await expect(batch(['item 0', 'item 0'], 'third')).rejects.toMatchObject(refused);
    expect(await get('item 0')).toMatchObject({ by: 'first' });
  });

  test('a message that is too long is refused whole', async () => {
    const publish = (length: number) =>
      ground.sns.send(
        new PublishCommand({ TopicArn: ground.topicArn, Message: 'm'.repeat(length) }),
      );
    await publish(262_144);
    await expect(publish(262_145)).rejects.toMatchObject({
      name: expect.stringMatching(/^InvalidParameter/),
    });
  });
});
