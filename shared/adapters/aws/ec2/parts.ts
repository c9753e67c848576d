import type { Filter } from '@aws-sdk/client-ec2';
import { TOKEN_PREFIX } from '../../../domain/launch-order.ts';
import { TAG } from '../../../domain/tags.ts';

/** What EC2 gives in one answer; the next page it gives only to who has this one. */
export const PAGE = 1000;
const DIGITS = [...'0123456789abcdef'];

/**
 * A fleet that fills more than a page is asked for in sixteen parts at once, by the first digit of its launch
 * orders' tokens: none overlaps another, and what has an order is in one of them.
 * Source: EC2 user guide, "List and filter your resources" (wildcards in the values of a filter).
 */
export function partsOf(instances: number): Filter[][] {
  if (instances <= PAGE) return [[]];
  return DIGITS.map((digit) => [
    { Name: `tag:${TAG.order}`, Values: [`${TOKEN_PREFIX}${digit}*`] },
  ]);
}
