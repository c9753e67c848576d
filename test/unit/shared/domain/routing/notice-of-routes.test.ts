import { expect, test } from '@jest/globals';
import { routingMessage } from '../../../../../shared/domain/routing/message.ts';
import {
  MESSAGE_BYTES_MAX,
  readRoutingNotice,
  topicMessage,
} from '../../../../../shared/domain/routing/notice-of-routes.ts';
import type { Route, RoutingSnapshot } from '../../../../../shared/domain/routing/snapshot.ts';

const URL = 'https://routes.example/';

function snapshotOf(count: number): RoutingSnapshot {
  const routes = Array.from({ length: count }, (_, index): Route => {
    const address = `198.51.${index >> 8}.${index & 255}`;
    return {
      slot: index + 1,
      address,
      port: 5060,
      transport: 'udp',
      state: 'serving',
      channels: 110,
      weight: 100,
    };
  });
  return {
    schema: 'asterfleet.routing/1',
    fleet: 'in-ngn',
    revision: 42,
    generatedAtMs: 0,
    reason: 'a test',
    routes,
  };
}

test('what fits into a message is told whole', () => {
  const snapshot = snapshotOf(1_000);
  const { schema, text } = topicMessage(snapshot, URL);
  expect(schema).toBe('asterfleet.routing/1');
  expect(text).toBe(routingMessage(snapshot));
  expect(readRoutingNotice(text)).toBeUndefined();
});

test('what does not fit is told by its revision and by where to read it, never in part', () => {
  const { schema, text } = topicMessage(snapshotOf(10_000), URL);
  expect(schema).toBe('asterfleet.routing-notice/1');
  expect(Buffer.byteLength(text)).toBeLessThan(MESSAGE_BYTES_MAX);
  expect(JSON.parse(text)).toMatchObject({ routes: 10_000, readAt: URL, revision: 42 });
  expect(readRoutingNotice(text)).toEqual(
    expect.objectContaining({ fleet: 'in-ngn', revision: 42 }),
  );
});
