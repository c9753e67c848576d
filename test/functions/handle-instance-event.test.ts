import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { health, interruption, stateChange, streamRecord } from '../support/aws-events.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
  fleet.stage.readyHeartbeats.take();
});
afterEach(() => fleet.close());

const HOUR_MS = 3_600_000;

function tell(event: unknown) {
  return fleet.invoke('handle-instance-event', event);
}

function firstInstance() {
  const [instance] = fleet.stage.cloud.ec2.instances.values();
  if (!instance) throw new Error('no instance was launched');
  return instance;
}

const routed = async () =>
  (await fleet.stage.store.read('in-ngn')).routing?.snapshot.routes.map(({ slot }) => slot);
const states = async () => (await fleet.slots()).map(({ state }) => state);

test('an instance that died leaves the routes at once, while EC2 still shows it, and another is launched', async () => {
  const instance = firstInstance();
  fleet.stage.cloud.ec2.terminate(instance);
  await tell(stateChange(instance.id, 'terminated'));
  expect(await routed()).toEqual([]);
  expect((await states()).slice(0, 2)).toContain('booting');
  expect(fleet.stage.cloud.ec2.instances.size).toBe(2);
});

test('an event that comes late takes back nothing that EC2 shows since', async () => {
  await tell(stateChange(firstInstance().id, 'pending'));
  expect(await states()).toEqual(['serving', 'vacant', 'vacant', 'vacant', 'vacant']);
});

test('an address is bound as soon as its instance runs, not at the next minute', async () => {
  await fleet.invoke('emergency-scale-out', { instances: 2, minutes: 60, reason: 'a test' });
  const instance = [...fleet.stage.cloud.ec2.instances.values()].at(-1);
  fleet.wait((instance?.runningAtMs ?? 0) - fleet.now() + 1_500);
  await tell(stateChange(instance?.id ?? '', 'running'));
  const holders = [...fleet.stage.cloud.ec2.addresses.values()].map(
    (address) => fleet.stage.cloud.ec2.associationOf(address)?.instanceId,
  );
  expect(holders).toContain(instance?.id);
});

test.each(['bare', 'ARN'])(
  'an instance that AWS retires soon is replaced, and then drained (%s id)',
  async (form) => {
    const { id } = firstInstance();
    const entity = form === 'ARN' ? `arn:aws:ec2:us-east-1:123456789012:instance/${id}` : id;
    await tell(health(entity, fleet.now() + 6 * HOUR_MS));
    expect((await states()).slice(0, 2)).toEqual(['serving', 'booting']);
    await fleet.pass(3);
    expect(await routed()).toEqual([2]);
    await fleet.pass(12);
    expect((await states())[0]).toBe('vacant');
    expect(fleet.subjects().join('\n')).toContain('AWS will act on');
  },
);

test('a retirement of next week changes nothing yet, and is told', async () => {
  await tell(health(firstInstance().id, fleet.now() + 7 * 24 * HOUR_MS));
  await fleet.pass(2);
  expect((await states()).slice(0, 2)).toEqual(['serving', 'vacant']);
  expect(fleet.subjects().join('\n')).toContain('AWS will act on');
});

test('a maintenance whose event was lost is found in EC2 within ten minutes', async () => {
  firstInstance().event = {
    code: 'instance-retirement',
    description: 'The instance is running on degraded hardware',
    notBeforeMs: fleet.now() + 6 * HOUR_MS,
  };
  await fleet.pass(14);
  expect(await routed()).toEqual([2]);
});

test('an event that is over by its own words is no warning', async () => {
  firstInstance().event = {
    code: 'instance-retirement',
    description: '[Completed] The instance is running on degraded hardware',
    notBeforeMs: fleet.now(),
  };
  await fleet.pass(12);
  expect((await states()).slice(0, 2)).toEqual(['serving', 'vacant']);
});

test('an instance that is taken back in two minutes leaves the routes at once', async () => {
  const { id } = firstInstance();
  await tell(interruption(id));
  expect(await states()).toEqual(['draining', 'booting', 'vacant', 'vacant', 'vacant']);
  expect(await routed()).toEqual([]);
});

test('instances of others wake nobody', async () => {
  const calls = fleet.stage.cloud.calls.length;
  expect(await tell(stateChange('i-0fffffffffffffff0', 'terminated'))).toEqual({
    ours: [],
    fleets: [],
  });
  expect(fleet.stage.cloud.calls.slice(calls)).toEqual(['GetItem', 'Query']);
});

test('the same event twice changes nothing more', async () => {
  const event = health(firstInstance().id, fleet.now() + 6 * HOUR_MS);
  await tell(event);
  await tell(event);
  expect(fleet.stage.cloud.ec2.instances.size).toBe(2);
});

const becomesReady = (id: string) =>
  streamRecord(id, { before: { ready: false }, after: { ready: true } });

/** An instance that runs, has its address, and is ready ten seconds before the next tick. */
async function bootAnother(): Promise<string> {
  await fleet.invoke('emergency-scale-out', { instances: 2, minutes: 60, reason: 'a test' });
  const { id = '', runningAtMs = 0 } = [...fleet.stage.cloud.ec2.instances.values()].at(-1) ?? {};
  fleet.wait(runningAtMs - fleet.now() + 1_500);
  await tell(stateChange(id, 'running'));
  await fleet.catchUp();
  expect(fleet.stage.readyHeartbeats.take()).toEqual([]);
  fleet.wait(50_000 - 21_500);
  return id;
}

test('an instance is announced by its first ready heartbeat, not at the next minute', async () => {
  const id = await bootAnother();
  await fleet.catchUp();
  const [event, ...others] = fleet.stage.readyHeartbeats.take();
  expect([await tell(event), others]).toMatchObject([{ ours: [id] }, []]);
  expect(await routed()).toEqual([1, 2]);
  // So soon the controller learns that a boot takes.
  const { slots } = await fleet.stage.store.read('in-ngn');
  expect(slots.map(({ lastBoot }) => lastBoot?.tookMs)).toContain(50_000);
  await fleet.pass(3);
  expect(fleet.stage.readyHeartbeats.take()).toEqual([]);
});

test('a run at work is told that an instance is ready, and goes round once more', async () => {
  const { store } = fleet.stage;
  const id = await bootAnother();
  const lease = { owner: 'another', untilMs: fleet.now() + 55_000 };
  await store.takeLease('in-ngn', lease, fleet.now());
  await fleet.catchUp();
  expect(await tell({ Records: [becomesReady(id)] })).toEqual({ ours: [], fleets: [] });
  expect(await routed()).toEqual([1]);
  const { tick } = await store.read('in-ngn');
  if (!tick) throw new Error('no tick was recorded');
  expect(await store.closeTick('in-ngn', tick, 'another')).toEqual([]);
});

test.each([
  ['in service, ready again and again', () => firstInstance().id],
  ['of nobody', () => 'i-0fffffffffffffff0'],
])('an instance %s, starts no run', async (_, idOf) => {
  const calls = fleet.stage.cloud.calls.length;
  const event = { Records: [becomesReady(idOf())] };
  expect(await tell(event)).toEqual({ ours: [], fleets: [] });
  expect(fleet.stage.cloud.calls.slice(calls)).toEqual(['GetItem', 'Query']);
});

test('a batch of nothing, or of keys that no instance has, is not even looked into', async () => {
  const calls = fleet.stage.cloud.calls.length;
  const { dynamodb, ...record } = becomesReady(firstInstance().id);
  const ofHand = { ...record, dynamodb: { ...dynamodb, Keys: { instanceArn: { S: 'i-1' } } } };
  for (const Records of [[], [ofHand]])
    expect(await tell({ Records })).toEqual({ ours: [], fleets: [] });
  expect(fleet.stage.cloud.calls).toHaveLength(calls);
});

test('the largest batch that the event source makes is no larger than an event may be', async () => {
  for (let at = 0; at < 51; at += 1)
    fleet.stage.readyHeartbeats.put(becomesReady(`i-${String(at).padStart(17, '0')}`));
  const [batch, rest] = fleet.stage.readyHeartbeats.take();
  expect(await tell(batch)).toEqual({ ours: [], fleets: [] });
  expect(rest?.Records).toHaveLength(1);
});

test.each([
  [{}],
  [{ Records: 7 }],
  [{ Records: [{}] }],
  [{ Records: [{ eventSource: 'aws:dynamodb', dynamodb: { Keys: { pk: { S: 'FLEET' } } } }] }],
  [{ Records: [{ ...becomesReady('i-0123456789abcdef0'), eventSource: 'aws:sqs' }] }],
  [null],
  [[]],
  [{ 'detail-type': 'EC2 Instance State-change Notification', detail: { state: 'running' } }],
  [{ 'detail-type': 'EC2 Instance State-change Notification', detail: { 'instance-id': '../x' } }],
  [{ 'detail-type': 'Something else', detail: {} }],
])('%j is refused', async (event) => {
  expect(await tell(event)).toMatchObject({ refused: 'input-invalid' });
});
