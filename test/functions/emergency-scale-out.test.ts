import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ScaleOut } from '../../shared/usecases/triggers/scale-out.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
afterEach(() => fleet.close());

const TV_VOTE = { instances: 5, minutes: 120, reason: 'TV vote', actor: 'noc' };

function ask(event: unknown) {
  return fleet.invoke<ScaleOut>('emergency-scale-out', event);
}

test('one call launches what is missing, and says which slots, from when, until when and for how much', async () => {
  const answer = await ask(TV_VOTE);
  expect(answer).toMatchObject({
    fleet: 'in-ngn',
    override: { instances: 5, reason: 'TV vote', onBehalfOf: 'noc' },
    isRepetition: false,
    serving: [1],
    missing: 0,
    usdPerHour: { all: 0.3625, added: 0.29 },
    problems: [],
  });
  expect(answer.coming.map(({ slot }) => slot)).toEqual([2, 3, 4, 5]);
  const usualBootMs = 4 * 60_000;
  expect(Date.parse(answer.readyFrom ?? '') - fleet.now()).toBeLessThanOrEqual(usualBootMs);
  expect(Date.parse(answer.override.expires) - fleet.now()).toBe(120 * 60_000);
  expect((await fleet.slots()).map(({ state }) => state)).toEqual([
    'serving',
    'booting',
    'booting',
    'booting',
    'booting',
  ]);
});

test('the same request twice is one request, with an id of its own or without', async () => {
  await ask(TV_VOTE);
  await fleet.pass(2);
  expect(await ask(TV_VOTE)).toMatchObject({ isRepetition: true, missing: 0 });
  const named = { instances: 4, minutes: 30, reason: 'a vote', requestId: 'vote-1' };
  const first = await ask(named);
  await fleet.pass(1);
  const second = await ask(named);
  expect(second.override).toEqual(first.override);
  const { standing } = await fleet.stage.store.read('in-ngn');
  expect(standing.overrides).toHaveLength(2);
  expect(fleet.stage.cloud.ec2.instances.size).toBe(5);
});

test('an id that was used for another request is refused', async () => {
  await ask({ instances: 2, minutes: 30, reason: 'a vote', requestId: 'vote-1' });
  const answer = await ask({ instances: 3, minutes: 30, reason: 'a vote', requestId: 'vote-1' });
  expect(answer).toMatchObject({
    refused: 'input-invalid',
    because: expect.stringContaining('requestId: vote-1 was used for another request'),
  });
});

test.each([
  [{ minutes: 10, reason: 'x' }, 'instances: expected a whole number of at least 1, found nothing'],
  [
    { instances: 'five', minutes: 10, reason: 'x' },
    'instances: expected a whole number of at least 1, found "five"',
  ],
  [
    { instances: 6, minutes: 10, reason: 'x' },
    'instances: expected a whole number from 1 to 5, the slots of in-ngn, found 6',
  ],
  [{ instances: 2.5, minutes: 10, reason: 'x' }, 'instances: expected a whole number'],
  [{ instances: 0, minutes: 10, reason: 'x' }, 'instances: expected a whole number of at least 1'],
  [
    { instances: 2, minutes: 0, reason: 'x' },
    'minutes: expected a whole number of minutes from 1 to 1440, found 0',
  ],
  [{ instances: 2, minutes: 1e9, reason: 'x' }, 'minutes: expected'],
  [
    { instances: 2, minutes: 10 },
    'reason: expected a reason, in up to 200 characters, found nothing',
  ],
  [{ instances: 2, minutes: 10, reason: '  ' }, 'reason: expected a reason'],
  [
    { instances: 2, minutes: 10, reason: 'x', instance: 3 },
    'instance: no such field; allowed are instances, minutes, reason, fleet, requestId, actor',
  ],
  [
    { instances: 2, minutes: 10, reason: 'x', fleet: 'other' },
    'fleet: expected one of in-ngn, found "other"',
  ],
  ['five, please', 'expected an object such as {"instances": 5'],
  [null, 'expected an object such as'],
  [[], 'expected an object such as'],
])('%j is refused with what is allowed, and changes nothing', async (event, because) => {
  const before = await fleet.stage.store.read('in-ngn');
  expect(await ask(event)).toEqual({
    refused: 'input-invalid',
    because: expect.stringContaining(because),
  });
  expect(await fleet.stage.store.read('in-ngn')).toEqual(before);
  expect(fleet.stage.cloud.ec2.instances.size).toBe(1);
});

test('it works while heartbeats and history cannot be read or written', async () => {
  const { faults } = fleet.stage.cloud;
  for (let call = 1; call <= 9; call += 1) {
    faults.plan('BatchGetItem', { kind: 'server-error' }, call);
    faults.plan('UpdateItem', { kind: 'server-error' }, call + 2);
  }
  const answer = await ask(TV_VOTE);
  expect(answer.coming.map(({ slot }) => slot)).toEqual([2, 3, 4, 5]);
  expect(answer.missing).toBe(0);
});

test('it works while another run holds the fleet', async () => {
  const lease = { owner: 'another run', untilMs: fleet.now() + 55_000 };
  await fleet.stage.store.takeLease('in-ngn', lease, fleet.now());
  expect(await ask(TV_VOTE)).toMatchObject({ missing: 0, problems: [] });
});

test('what could not be launched is said, and goes on being tried', async () => {
  fleet.stage.cloud.ec2.setCapacity('us-east-1a', 'c7g.large', 0);
  fleet.stage.cloud.ec2.setCapacity('us-east-1b', 'c7g.large', 0);
  fleet.stage.cloud.ec2.setCapacity('us-east-1c', 'c7g.large', 0);
  const answer = await ask(TV_VOTE);
  expect(answer).toMatchObject({ missing: 4, coming: [] });
  expect(answer.readyFrom).toBeUndefined();
  expect(answer.says).toContain('4 could not be launched yet');
});

test('it keeps the instances until it expires, and tells its start, that it expires, and its end', async () => {
  await ask({ instances: 3, minutes: 20, reason: 'a vote', actor: 'noc' });
  await fleet.pass(18);
  expect((await fleet.slots()).filter(({ state }) => state === 'serving')).toHaveLength(3);
  await fleet.pass(14);
  expect((await fleet.slots()).filter(({ state }) => state === 'serving').length).toBeLessThan(3);
  const told = fleet.subjects().filter((subject) => subject.includes('override'));
  expect(told.map((subject) => subject.replace(/\d\d:\d\d/, 'HH:MM'))).toEqual([
    'INFO in-ngn: override of at least 3 instances until HH:MM',
    'INFO in-ngn: override of at least 3 instances expires HH:MM',
    'INFO in-ngn: the override of at least 3 instances has ended',
  ]);
});

test('over a signed URL the caller’s own identity counts, not what it claims', async () => {
  const answer = await fleet.invoke<{ statusCode: number; body: string }>('emergency-scale-out', {
    version: '2.0',
    requestContext: {
      http: { method: 'POST' },
      authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/ada' } },
    },
    body: Buffer.from(JSON.stringify(TV_VOTE)).toString('base64'),
    isBase64Encoded: true,
  });
  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body).override.onBehalfOf).toBe('arn:aws:iam::123456789012:user/ada');
});

test('a bad body over the URL is a bad request', async () => {
  const requestContext = { http: { method: 'POST' } };
  const answer = await fleet.invoke('emergency-scale-out', { requestContext, body: '{' });
  expect(answer).toMatchObject({ statusCode: 400 });
});
