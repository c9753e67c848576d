import { expect, test } from '@jest/globals';
import { matcherOf } from '../../../../local/cloud/ec2/tags.ts';
import { partsOf } from '../../../../shared/adapters/aws/ec2/parts.ts';
import { orderToken } from '../../../../shared/domain/launch-order.ts';

const PLACEMENT = {
  zone: 'us-east-1a',
  subnetId: 'subnet-1',
  instanceType: 'c7g.large',
  template: 'template',
  templateVersion: '1',
  planned: 80,
  limit: 110,
};

test('a fleet that fits into a page is asked for whole', () => {
  expect(partsOf(1000)).toEqual([[]]);
});

test('each order of a larger one is in one part, and no part is much larger than another', () => {
  const parts = partsOf(1001).map(([filter]) => matcherOf(filter?.Values ?? []));
  const found = Array.from({ length: 1600 }, (_, slot) => {
    const token = orderToken('prod', 'in-ngn', [{ slot, generation: 1 }], PLACEMENT);
    return parts.flatMap((isIn, part) => (isIn(token) ? [part] : []));
  });
  expect(found.every((each) => each.length === 1)).toBe(true);
  const sizes = Object.values(Object.groupBy(found.flat(), (part) => part)).map(
    (each) => each?.length ?? 0,
  );
  expect(sizes.length).toBe(16);
  expect(Math.max(...sizes)).toBeLessThan(200);
});
