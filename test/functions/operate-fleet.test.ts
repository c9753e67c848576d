import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { OrderOutcome } from '../../shared/usecases/operate/operate.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
afterEach(() => fleet.close());

const WHY = { reason: 'a test', actor: 'noc' };

function order(event: object) {
  return fleet.invoke<OrderOutcome>('operate-fleet', { ...WHY, ...event });
}

const states = async () => (await fleet.slots()).map(({ state }) => state);
const routed = async () =>
  (await fleet.stage.store.read('in-ngn')).routing?.snapshot.routes.map(({ slot }) => slot);
const history = async () => {
  const { changes } = await fleet.invoke<{ changes: { kind: string; onBehalfOf: string }[] }>(
    'describe-fleet',
    { show: 'history' },
  );
  return changes.filter(({ onBehalfOf }) => onBehalfOf === 'noc').map(({ kind }) => kind);
};

test('a slot is drained once another serves in its stead, and stays out of use until it is resumed', async () => {
  const { did } = await order({ action: 'drain', slot: 1 });
  expect(did).toEqual(['slot 1 (serving) is kept out of use until it is resumed']);
  expect((await states()).slice(0, 2)).toEqual(['serving', 'booting']);
  await fleet.pass(4);
  expect(await routed()).toEqual([2]);
  await fleet.pass(12);
  expect((await states()).slice(0, 3)).toEqual(['vacant', 'serving', 'vacant']);
  await fleet.invoke('emergency-scale-out', { instances: 3, minutes: 60, reason: 'a vote' });
  expect((await states()).slice(0, 4)).toEqual(['vacant', 'serving', 'booting', 'booting']);
  await order({ action: 'resume', slot: 1 });
  await fleet.invoke('emergency-scale-out', { instances: 4, minutes: 60, reason: 'a vote' });
  expect((await states())[0]).toBe('booting');
  expect(await history()).toEqual(['held', 'drain-began', 'released']);
});

test('a slot that is to go at once leaves the routes at once', async () => {
  await order({ action: 'drain', slot: 1, atOnce: true });
  expect((await states()).slice(0, 2)).toEqual(['draining', 'booting']);
  expect(await routed()).toEqual([]);
});

test('a drain that was a mistake is taken back by resuming', async () => {
  await order({ action: 'drain', slot: 1, atOnce: true });
  const { did } = await order({ action: 'resume', slot: 1 });
  expect(did).toHaveLength(1);
  expect((await states())[0]).toBe('serving');
  expect(await routed()).toEqual([1]);
});

test('the same order twice changes nothing more', async () => {
  for (const event of [{ action: 'drain', slot: 3 }, { action: 'freeze' }, { action: 'replace' }]) {
    expect((await order(event)).did).toHaveLength(1);
    expect((await order(event)).did).toEqual([]);
  }
});

test('a slot is retired by force only in so many words, and its instance is gone', async () => {
  expect(await order({ action: 'retire', slot: 1 })).toMatchObject({
    refused: 'input-invalid',
    because: 'endCalls: expected true: this ends the calls that are left, found nothing',
  });
  expect((await states())[0]).toBe('serving');
  await order({ action: 'retire', slot: 1, endCalls: true });
  expect((await states()).slice(0, 2)).toEqual(['stopping', 'booting']);
  expect(await routed()).toEqual([]);
  await fleet.pass(10);
  expect((await states())[0]).toBe('vacant');
  expect(fleet.subjects()).toContain('CRITICAL in-ngn: slot 1 serving to stopping');
});

test('a frozen fleet retires nothing and still launches, and goes on when it is unfrozen', async () => {
  await fleet.invoke('emergency-scale-out', { instances: 3, minutes: 5, reason: 'a vote' });
  await order({ action: 'freeze' });
  await fleet.pass(40);
  expect((await states()).filter((state) => state === 'serving')).toHaveLength(3);
  await fleet.invoke('emergency-scale-out', { instances: 4, minutes: 5, reason: 'another' });
  expect((await states())[3]).toBe('booting');
  expect((await order({ action: 'unfreeze' })).did).toHaveLength(1);
  await fleet.pass(60);
  expect((await states()).filter((state) => state === 'serving')).toHaveLength(1);
  const told = fleet.subjects().filter((subject) => subject.includes('frozen'));
  expect(told).toEqual([
    'INFO in-ngn: frozen until unfrozen: nothing is retired',
    'INFO in-ngn: no longer frozen',
  ]);
}, 30_000);

test('what drains while the fleet is frozen is not stopped', async () => {
  await order({ action: 'drain', slot: 1, atOnce: true });
  await order({ action: 'freeze' });
  await fleet.pass(20);
  expect((await states())[0]).toBe('draining');
});

test('a fleet whose launches are frozen too launches nothing, and says so', async () => {
  await order({ action: 'freeze', launchesToo: true, minutes: 10 });
  await fleet.invoke('emergency-scale-out', { instances: 3, minutes: 60, reason: 'a vote' });
  expect(fleet.stage.cloud.ec2.instances.size).toBe(1);
  await fleet.pass(12);
  expect(fleet.stage.cloud.ec2.instances.size).toBe(3);
});

test('every instance is being replaced, and never is there less than is needed', async () => {
  await fleet.invoke('emergency-scale-out', { instances: 3, minutes: 300, reason: 'a vote' });
  await fleet.pass(4);
  const old = [...fleet.stage.cloud.ec2.instances.keys()];
  await order({ action: 'replace' });
  for (let minute = 0; minute < 60; minute += 1) {
    await fleet.pass(1);
    expect((await routed())?.length).toBeGreaterThanOrEqual(3);
    expect((await states()).filter((state) => state === 'draining').length).toBeLessThan(2);
  }
  const { slots, standing } = await fleet.stage.store.read('in-ngn');
  const now = slots.flatMap((slot) => ('instance' in slot ? [slot.instance.id] : []));
  expect(now.filter((id) => old.includes(id))).toEqual([]);
  expect(now).toHaveLength(3);
  expect(standing.replacement?.ended).toBeDefined();
  expect(fleet.subjects().filter((subject) => subject.includes('being replaced'))).toHaveLength(2);
}, 60_000);

test('an override is cancelled by its id, or all of them; an unknown one is refused', async () => {
  const asked = { instances: 3, minutes: 60, reason: 'a vote', requestId: 'vote' };
  await fleet.invoke('emergency-scale-out', asked);
  expect(await order({ action: 'cancel', override: 'vota' })).toMatchObject({
    because: 'override: expected one of vote, found "vota"',
  });
  expect((await order({ action: 'cancel', override: 'vote' })).did).toEqual([
    'override vote (at least 3) is cancelled',
  ]);
  expect((await order({ action: 'cancel' })).did).toEqual([]);
  expect(await fleet.invoke('emergency-scale-out', asked)).toMatchObject({
    says: 'this request has ended; ask with a new requestId',
  });
});

test('records of another time are made again from the tags', async () => {
  const { store } = fleet.stage;
  const { slots: before } = await store.read('in-ngn');
  await order({ action: 'drain', slot: 1 });
  await fleet.pass(14);
  // The table as it was before: slot 1 serves, slot 2 has nothing.
  const { slots: after } = await store.read('in-ngn');
  for (const old of before) {
    const version = after.find(({ number }) => number === old.number)?.version ?? 0;
    await store.saveSlot({ ...old, version: version + 1, writer: 'a backup' }, version);
  }
  const { did } = await order({ action: 'rebuild' });
  expect(did).toEqual(['slot 2: vacant became serving']);
  await fleet.pass(20);
  expect(await routed()).toEqual([2]);
  expect(fleet.stage.cloud.ec2.instances.size).toBe(2);
});

test('without EC2 nothing is rebuilt', async () => {
  for (let call = 1; call <= 3; call += 1)
    fleet.stage.cloud.faults.plan('DescribeInstances', { kind: 'server-error' }, call);
  expect(await order({ action: 'rebuild' })).toMatchObject({
    refused: 'not-possible',
    because: expect.stringContaining('nothing was changed'),
  });
});

test.each([
  [{}, 'action: expected one of cancel, drain, resume'],
  [{ action: 'explode' }, 'action: expected one of cancel, drain, resume'],
  [{ action: 'drain' }, 'slot: expected the number of a slot, found nothing'],
  [{ action: 'drain', slot: 9 }, 'slot: expected a slot of in-ngn from 1 to 5, found 9'],
  [{ action: 'drain', slot: '1' }, 'slot: expected the number of a slot, found "1"'],
  [
    { action: 'drain', slot: 1, now: true },
    'now: no such field; allowed are action, slot, atOnce, reason, fleet, actor',
  ],
  [{ action: 'freeze', reason: '' }, 'reason: expected a reason'],
  [
    { action: 'freeze', minutes: -1 },
    'minutes: expected a whole number of minutes from 1 to 10080',
  ],
])('%j is refused with what is allowed, and changes nothing', async (event, because) => {
  const before = await fleet.stage.store.read('in-ngn');
  expect(await order(event)).toEqual({
    refused: 'input-invalid',
    because: expect.stringContaining(because),
  });
  expect(await fleet.stage.store.read('in-ngn')).toEqual(before);
});
