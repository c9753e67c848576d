import { expect, test } from '@jest/globals';
import { openEventSource } from '../../../local/cloud/event-source.ts';
import { streamRecord } from '../../support/aws-events.ts';

const ID = 'i-0123456789abcdef0';
const [READY, UNREADY] = [{ ready: true }, { ready: false }];
const written = streamRecord(ID, { before: UNREADY, after: READY });

const { NewImage: OldImage, Keys } = written.dynamodb;
const expired = { ...written, eventName: 'REMOVE', dynamodb: { Keys, OldImage } };

/** Whether the deployed filter lets it through. */
function passes(record: object): boolean {
  const source = openEventSource('handleInstanceEvent');
  source.put(record);
  return source.take().length > 0;
}

test.each([
  ['the first heartbeat, ready', streamRecord(ID, { after: READY }), true],
  ['the first heartbeat, not ready', streamRecord(ID, { after: UNREADY }), false],
  ['ready after not ready', written, true],
  ['ready after ready', streamRecord(ID, { before: READY, after: READY }), false],
  ['not ready after ready', streamRecord(ID, { before: READY, after: UNREADY }), false],
  ['not ready after not ready', streamRecord(ID, { before: UNREADY, after: UNREADY }), false],
  ['one that expired', expired, false],
  ['ready in other words', streamRecord(ID, { after: { ready: 'true' } }), false],
  ['a record without images', { ...written, dynamodb: { Keys } }, false],
])('%s', (_, record, expected) => {
  expect(passes(record)).toBe(expected);
});

test('a function that no stream calls has no event source', () => {
  expect(() => openEventSource('reconcileFleet')).toThrow(/serverless.yml has none/);
});
