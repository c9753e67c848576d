import { expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { captureOutput } from '../../bench/cost/month/output.ts';
import { createHandler } from '../../functions/measure-load/handler.ts';
import { publish } from '../../functions/measure-load/publish.ts';
import { streamRecord } from '../support/aws-events.ts';

const CONTEXT = { awsRequestId: 'a run', functionName: 'measure-load' } as Context;

function record(fleet: string, utilisation: string) {
  const NewImage = {
    instanceArn: { S: 'arn' },
    fleet: { S: fleet },
    utilisation: { N: utilisation },
  };
  return { eventName: 'MODIFY', dynamodb: { NewImage, SequenceNumber: '1' } };
}

async function published(Records: readonly object[]) {
  const found: Record<string, readonly number[]> = {};
  const handler = createHandler({
    publish: (fleet, utilisations) => {
      found[fleet] = utilisations;
    },
  });
  await handler({ Records }, CONTEXT);
  return found;
}

test('the utilisations of each fleet are published together', async () => {
  const records = [record('a', '50'), record('b', '12.5'), record('a', '70.25')];
  expect(await published(records)).toEqual({ a: [50, 70.25], b: [12.5] });
});

test('an instance that does not serve, one that is deleted and one that lies count for nothing', async () => {
  const draining = { dynamodb: { NewImage: { instanceArn: { S: 'arn' } } } };
  const expired = { eventName: 'REMOVE', dynamodb: {} };
  expect(await published([draining, expired, record('a', 'NaN'), record('a', '-1')])).toEqual({});
});

test('a batch is as large as its event source makes it, and all of it counts', async () => {
  const utilisation = { fleet: 'a', utilisation: 72.73 };
  const records = Array.from({ length: 1_000 }, (_, at) => {
    const id = `i-${String(at).padStart(17, '0')}`;
    return streamRecord(id, { before: utilisation, after: utilisation });
  });
  expect((await published(records))['a']).toHaveLength(1_000);
});

test('more utilisations than a line holds are all told, each line with its fleet', () => {
  process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
  const lines: { fleet?: string; ChannelUtilisation: readonly number[] | number }[] = [];
  const restore = captureOutput((line) => lines.push(JSON.parse(line)));
  publish(
    'a',
    Array.from({ length: 201 }, (_, index) => index),
  );
  restore();
  expect(lines.map(({ fleet }) => fleet)).toEqual(['a', 'a', 'a']);
  expect(lines.flatMap((line) => line.ChannelUtilisation)).toHaveLength(201);
});
