import { expect, test } from '@jest/globals';
import { partsOf } from '../../../bench/cost/parts.ts';
import { readUnits, writeUnits } from '../../../bench/cost/units.ts';
import { definition } from '../../support/fleet.ts';

test.each([
  [1, 1, 1],
  [1024, 1, 1],
  [1025, 1, 2],
  [4096, 1, 4],
  [4097, 2, 5],
])('%d bytes are %d read and %d write units', (bytes, reads, writes) => {
  expect([readUnits(bytes), writeUnits(bytes)]).toEqual([reads, writes]);
});

const resources = {
  ReconcileFleetLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
  Fast: { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 10 } },
  Slow: { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 60 } },
};
const quiet = { calls: 7, reads: 2, writes: 3, heartbeatWriteUnits: 1 };

function usd(name: string, serving = 2): number {
  const fleet = { definition: definition(), serving, quiet, tickSeconds: 1, resources };
  return partsOf(fleet).find((part) => part.name === name)?.usd ?? Number.NaN;
}

test('a part costs its quantity times its price', () => {
  expect(usd('DynamoDB, read units of ticks')).toBeCloseTo((2 * 43_800 * 0.125) / 1e6);
  expect(usd('Lambda, GB-seconds')).toBeCloseTo(43_800 * 1.1 * 0.5 * 0.000_013_333_4);
  expect(usd('EC2, instance-hours')).toBeCloseTo(2 * 730 * 0.0725);
  expect(usd('CloudWatch, alarms')).toBeCloseTo(0.1);
  expect(usd('CloudWatch, alarms of ten seconds')).toBeCloseTo(0.3);
});

test('what instances send grows with their number, and ticks do not', () => {
  for (const part of [
    'DynamoDB, write units of heartbeats',
    'CloudWatch, utilisation put by instances',
  ])
    expect(usd(part, 200)).toBeCloseTo(100 * usd(part));
  expect(usd('Lambda, requests', 200)).toBe(usd('Lambda, requests'));
});
