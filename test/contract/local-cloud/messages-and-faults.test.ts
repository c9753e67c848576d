import { CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../../../local/cloud/faults.ts';
import { type Bench, openBench } from '../../support/local-cloud.ts';

let bench: Bench;
let TopicArn: string;

beforeEach(async () => {
  bench = await openBench();
  TopicArn = bench.cloud.topics.create('topic');
  await bench.dynamodb.send(
    new CreateTableCommand({
      TableName: 'table',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
});
afterEach(() => bench.close());

const put = (pk: string, condition?: string, value = '') =>
  bench.dynamodb.send(
    new PutItemCommand({
      TableName: 'table',
      Item: { pk: { S: pk }, value: { S: value } },
      ConditionExpression: condition,
    }),
  );

async function get(pk: string) {
  const Key = { pk: { S: pk } };
  const { Item } = await bench.dynamodb.send(new GetItemCommand({ TableName: 'table', Key }));
  return Item;
}

async function isThere(pk: string): Promise<boolean> {
  return (await get(pk)) !== undefined;
}

test('a message reaches those who listen, with its subject and attributes', async () => {
  const heard: unknown[] = [];
  bench.cloud.topics.subscribe(TopicArn, ({ subject, message, attributes }) =>
    heard.push({ subject, message, attributes }),
  );
  const MessageAttributes = { severity: { DataType: 'String', StringValue: 'info' } };
  await bench.sns.send(
    new PublishCommand({ TopicArn, Subject: 'Hello', Message: 'a & <b>', MessageAttributes }),
  );
  expect(heard).toEqual([
    { subject: 'Hello', message: 'a & <b>', attributes: { severity: 'info' } },
  ]);
});

test('a queue on the topic holds the envelope, with the text that is for queues', async () => {
  const Message = JSON.stringify({ default: 'for all', email: 'for people' });
  await bench.sns.send(new PublishCommand({ TopicArn, MessageStructure: 'json', Message }));
  const [queued] = bench.cloud.topics.queued(TopicArn);
  expect(JSON.parse(queued?.Body ?? '')).toMatchObject({
    Type: 'Notification',
    TopicArn,
    Message: 'for all',
    Timestamp: '2026-11-18T05:00:00.000Z',
  });
});

test.each([
  ['a structure without default', { MessageStructure: 'json', Message: '{"email":"x"}' }],
  ['a structure that is no JSON', { MessageStructure: 'json', Message: 'x' }],
  ['a subject of two lines', { Subject: 'a\nb', Message: 'x' }],
  ['a subject of a hundred characters', { Subject: 'a'.repeat(100), Message: 'x' }],
])('%s is refused', async (_, request) => {
  const publish = bench.sns.send(new PublishCommand({ TopicArn, ...request }));
  await expect(publish).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('an unknown topic is not found', async () => {
  const publish = new PublishCommand({ TopicArn: `${TopicArn}-other`, Message: 'x' });
  await expect(bench.sns.send(publish)).rejects.toMatchObject({ name: 'NotFoundException' });
});

test.each([
  ['ninety-nine characters', 'a'.repeat(99)],
  ['letters beyond ASCII', 'Çağrı'],
])('a subject of %s is taken', async (_, Subject) => {
  await bench.sns.send(new PublishCommand({ TopicArn, Subject, Message: 'x' }));
  expect(bench.cloud.topics.published).toMatchObject([{ subject: Subject }]);
});

test('a condition that does not hold leaves the item as it is', async () => {
  const none = 'attribute_not_exists(pk)';
  await put('a', none, 'first');
  const again = put('a', none, 'second');
  await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect((await get('a'))?.['value']).toEqual({ S: 'first' });
});

test.each<[string, Fault]>([
  ['throttled', { kind: 'throttle' }],
  ['refused', { kind: 'refuse', code: 'ValidationException' }],
  ['answered by a server error', { kind: 'server-error' }],
])('a write that is %s on purpose writes nothing, and the next one does', async (_, fault) => {
  bench.cloud.faults.plan('PutItem', fault);
  await expect(put('a')).rejects.toThrow();
  expect(await isThere('a')).toBe(false);
  await put('a');
  expect(await isThere('a')).toBe(true);
});

test.each<[string, Fault, string]>([
  ['throttle', { kind: 'throttle' }, 'RequestLimitExceeded'],
  ['refuse', { kind: 'refuse', code: 'Blocked' }, 'Blocked'],
  ['server-error', { kind: 'server-error' }, 'InternalError'],
])('a planned %s is met once, as EC2 would say it', async (_, fault, name) => {
  bench.cloud.faults.plan('DescribeInstances', fault);
  const describe = () => bench.ec2.send(new DescribeInstancesCommand({}));
  await expect(describe()).rejects.toMatchObject({ name });
  await expect(describe()).resolves.toBeDefined();
});

test('a call that is dropped before it acts has done nothing', async () => {
  bench.cloud.faults.plan('PutItem', { kind: 'drop-before' });
  await expect(put('a')).rejects.toThrow();
  expect(await isThere('a')).toBe(false);
});

test('a call whose answer is lost has acted', async () => {
  bench.cloud.faults.plan('PutItem', { kind: 'drop-after' });
  await expect(put('a')).rejects.toThrow();
  expect(await isThere('a')).toBe(true);
});

test('whoever is dead does nothing any more', async () => {
  bench.cloud.faults.dieAt(2);
  await put('a');
  await expect(put('b')).rejects.toThrow();
  await expect(put('c')).rejects.toThrow();
  bench.cloud.faults.clear();
  expect([await isThere('a'), await isThere('b'), await isThere('c')]).toEqual([
    true,
    false,
    false,
  ]);
});

test('what it does not know it says it does not know', async () => {
  const answer = await fetch(bench.cloud.url, {
    method: 'POST',
    body: new URLSearchParams({ Version: '2016-11-15', Action: 'DeleteFleets' }),
  });
  expect(await answer.text()).toContain('<Code>InvalidAction</Code>');
});
