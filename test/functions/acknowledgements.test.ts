import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sessionArnOf, type UrlAnswer, urlEventOf } from '../../local/cloud/url-event.ts';
import { NIGHT_MS, NODES_TEXT } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS, fleetText: NODES_TEXT });
  await fleet.pass(3);
});
afterEach(() => fleet.close());

const PRINCIPALS = { 'sbc-1': 'role/sbc-1', 'sbc-2': 'user/sbc-2' };

async function revision(): Promise<number> {
  const { routing } = await fleet.stage.store.read('in-ngn');
  return routing?.snapshot.revision ?? 0;
}

/** The node has applied the newest revision. */
async function acknowledge(node: keyof typeof PRINCIPALS, more: object = {}): Promise<void> {
  const body = JSON.stringify({ fleet: 'in-ngn', revision: await revision(), node, ...more });
  const userArn = sessionArnOf(PRINCIPALS[node]);
  const event = urlEventOf({ method: 'POST', body, userArn });
  const { statusCode } = await fleet.invoke<UrlAnswer>('serve-routing', event);
  expect(statusCode).toBe(200);
}

test('a drain waits until every node has acknowledged that the slot has left', async () => {
  await fleet.invoke('emergency-scale-out', { instances: 2, minutes: 4, reason: 'a test' });
  await fleet.pass(3);
  await fleet.invoke('operate-fleet', { action: 'drain', slot: 2, atOnce: true, reason: 'a test' });
  const state = async () => (await fleet.slots())[1]?.state;
  await fleet.pass(12);
  expect(await state()).toBe('draining');
  await acknowledge('sbc-1');
  await fleet.pass(8);
  expect(await state()).toBe('draining');
  await acknowledge('sbc-2');
  await fleet.pass(8);
  expect(['stopping', 'resting', 'vacant']).toContain(await state());
});

test('a node that does not acknowledge is told to people, sent the routes again, and told when it is over', async () => {
  const { topics } = fleet.stage.cloud;
  const sent = () =>
    topics.published.filter(({ topicArn }) => topicArn === fleet.stage.routingTopicArn).length;
  const before = sent();
  await fleet.pass(4);
  expect(sent() - before).toBeGreaterThanOrEqual(3);
  expect(fleet.subjects().filter((subject) => subject.includes('does not acknowledge'))).toEqual([
    expect.stringContaining('sbc-1'),
    expect.stringContaining('sbc-2'),
  ]);
  const newest = await revision();
  await acknowledge('sbc-1');
  await acknowledge('sbc-2');
  const after = sent();
  await fleet.pass(3);
  expect(sent()).toBe(after);
  expect(fleet.subjects().filter((subject) => subject.includes('has acknowledged'))).toHaveLength(
    2,
  );
  const status = await fleet.invoke('describe-fleet', { show: 'status' });
  expect(status['routes']).toMatchObject({
    nodes: [
      { node: 'sbc-1', hasAcknowledged: true },
      { hasAcknowledged: true, revision: newest },
    ],
  });
});

test('drift that a node reports is told until it is over', async () => {
  await acknowledge('sbc-1', { drift: { missing: [], extra: ['198.51.100.9'] } });
  await fleet.pass(1);
  expect(fleet.subjects().at(-1)).toContain('sbc-1 routes otherwise than it should');
  await acknowledge('sbc-1');
  await fleet.pass(1);
  expect(fleet.subjects().at(-1)).toContain('routes what it should again');
});
