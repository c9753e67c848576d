import { expect, test } from '@jest/globals';
import { AWS_BUCKETS, Buckets } from '../../../local/cloud/ec2/buckets.ts';
import { readForm } from '../../../local/cloud/query-protocol.ts';

const launchOf = (count: number) => readForm(`MinCount=1&MaxCount=${count}`);
const REFUSED = expect.objectContaining({ code: 'RequestLimitExceeded', status: 503 });

function refusalOf(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('launches are bounded by requests and by instances, and both come back with time', () => {
  let nowMs = 0;
  const buckets = new Buckets(AWS_BUCKETS, () => nowMs);
  for (let call = 0; call < 5; call += 1) buckets.take('RunInstances', launchOf(20));
  expect(refusalOf(() => buckets.take('RunInstances', launchOf(20)))).toEqual(REFUSED);
  nowMs = 500;
  buckets.take('RunInstances', launchOf(20));
  nowMs = 60_000;
  // 120 of 1,000 are taken, and two a second have come back.
  buckets.take('RunInstances', launchOf(1000));
  expect(refusalOf(() => buckets.take('RunInstances', launchOf(1)))).toEqual(REFUSED);
  expect(buckets.refused).toEqual(['RunInstances', 'RunInstances']);
});

test('a look without a filter has a smaller bucket than one with a filter', () => {
  const taken = (form: string) => {
    const buckets = new Buckets(AWS_BUCKETS, () => 0);
    const look = () => refusalOf(() => buckets.take('DescribeInstances', readForm(form)));
    return Array.from({ length: 200 }, look).filter((refusal) => !refusal).length;
  };
  expect(taken('')).toBe(50);
  expect(taken('Filter.1.Name=tag:a&Filter.1.Value.1=b')).toBe(100);
});
