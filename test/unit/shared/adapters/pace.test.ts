import { expect, test } from '@jest/globals';
import { createPace } from '../../../../shared/adapters/aws/ec2/pace.ts';
import { NotNow } from '../../../../shared/domain/not-now.ts';

function paceAt(time: { nowMs: number }) {
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
  };
  return { waits, pace: createPace({ now: () => time.nowMs, sleep }) };
}

test('what the bucket holds goes at once, and what comes after waits behind it', async () => {
  const { pace, waits } = paceAt({ nowMs: 0 });
  for (let call = 0; call < 7; call += 1) await pace.turn({ RunInstances: 1 });
  expect(waits).toEqual([500, 1000]);
});

test('what would wait longer than ten seconds is not for now, and takes nothing', async () => {
  const time = { nowMs: 0 };
  const { pace } = paceAt(time);
  await pace.turn({ RunInstances: 1, launches: 1000 });
  await expect(pace.turn({ RunInstances: 1, launches: 21 })).rejects.toThrow(NotNow);
  expect([pace.room('RunInstances'), pace.room('launches')]).toEqual([24, 20]);
  time.nowMs = 60_000;
  expect([pace.room('RunInstances'), pace.room('launches')]).toEqual([25, 140]);
});

test('a refusal of EC2 empties the bucket', () => {
  const { pace } = paceAt({ nowMs: 0 });
  pace.exhaust('AssociateAddress');
  expect(pace.room('AssociateAddress')).toBe(50);
});
