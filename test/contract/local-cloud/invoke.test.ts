import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LocalCloud, startLocalCloud } from '../../../local/cloud/local-cloud.ts';

let cloud: LocalCloud;
let lambda: LambdaClient;
const seen: unknown[] = [];

beforeEach(async () => {
  seen.length = 0;
  cloud = await startLocalCloud({ now: () => 0 });
  cloud.functions.serve((name) => {
    if (name !== 'asterfleet-local-describeFleet') return undefined;
    return async (event) => {
      seen.push(event);
      if ((event as { fails?: boolean }).fails) throw new TypeError('on purpose');
      return { heard: event };
    };
  });
  lambda = new LambdaClient({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  lambda.destroy();
  await cloud.close();
});

async function invoke(event: unknown, change: Partial<InvokeCommandInput> = {}) {
  const { Payload, ...rest } = await lambda.send(
    new InvokeCommand({
      FunctionName: 'asterfleet-local-describeFleet',
      Payload: JSON.stringify(event),
      ...change,
    }),
  );
  const text = Payload?.transformToString() ?? '';
  return { ...rest, answer: text === '' ? undefined : JSON.parse(text) };
}

test('a function gets the payload and its answer comes back', async () => {
  expect(await invoke({ show: 'status' })).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    answer: { heard: { show: 'status' } },
  });
});

test('by its ARN and by a qualified name it is the same function', async () => {
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:asterfleet-local-describeFleet';
  for (const FunctionName of [arn, 'asterfleet-local-describeFleet:$LATEST'])
    expect(await invoke({}, { FunctionName })).toMatchObject({ answer: { heard: {} } });
});

test('a function that throws is an answer with FunctionError', async () => {
  expect(await invoke({ fails: true })).toMatchObject({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    answer: { errorType: 'TypeError', errorMessage: 'on purpose' },
  });
});

test('an event is taken and run without anybody waiting; a dry run is not run', async () => {
  expect(await invoke({ n: 1 }, { InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 });
  expect(await invoke({ n: 2 }, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
  expect(seen).toEqual([{ n: 1 }]);
});

test('what is not there and what is no JSON are refused by name', async () => {
  await expect(invoke({}, { FunctionName: 'other' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: other',
  });
  await expect(invoke({}, { Payload: '{' })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  });
});

test('a throttled call is refused as Lambda refuses it', async () => {
  cloud.faults.plan('Invoke', { kind: 'throttle' });
  await expect(invoke({})).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect(seen).toEqual([]);
});
