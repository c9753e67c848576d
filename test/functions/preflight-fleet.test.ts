import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PreflightCheck } from '../../shared/domain/standing/standing.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  fleet.stage.cloud.topics.told.push({
    protocol: 'email',
    endpoint: 'noc@example.com',
    isConfirmed: true,
  });
  await fleet.pass(3);
});
afterEach(() => fleet.close());

interface Answer {
  readonly fleets: readonly {
    readonly checks?: readonly PreflightCheck[];
    readonly because: string;
  }[];
}

async function look(event: object = {}) {
  const { fleets } = await fleet.invoke<Answer>('preflight-fleet', event);
  return fleets[0]?.checks ?? [];
}

const failed = (checks: readonly PreflightCheck[]) =>
  checks.filter(({ result }) => result === 'failed').map(({ check }) => check);

test('all that a launch needs is tried without launching anything', async () => {
  const checks = await look();
  expect(checks.map(({ check, result }) => `${check}: ${result}`)).toEqual([
    'launch rights: ok',
    'steering rights: ok',
    'template: ok',
    'image: ok',
    'addresses: ok',
    'subnets: ok',
    'vCPU quota: ok',
    'subscriptions: ok',
    'SMS: ok',
  ]);
  expect(fleet.stage.cloud.ec2.instances.size).toBe(1);
});

test.each([
  ['launch rights', () => refuse('RunInstances', 'UnauthorizedOperation')],
  ['steering rights', () => refuse('CreateTags', 'UnauthorizedOperation')],
  ['template', () => fleet.stage.cloud.ec2.templates.clear()],
  ['image', () => Object.assign(fleet.stage.cloud.ec2, { imageState: 'deregistered' })],
  ['image', () => refuse('DescribeImages', 'InvalidAMIID.NotFound')],
  ['addresses', () => dropAddress()],
  ['subnets', () => Object.assign(fleet.stage.cloud.ec2, { freeAddressesPerSubnet: 1 })],
  ['vCPU quota', () => Object.assign(fleet.stage.cloud.quotas, { standardVcpus: 8 })],
  ['subscriptions', () => fleet.stage.cloud.topics.told.splice(0)],
  ['subscriptions', () => subscribe('email', false)],
  ['SMS', () => subscribe('sms', true)],
])('%s: what is missing is found', async (check, spoil) => {
  spoil();
  expect(failed(await look())).toContain(check);
});

test('what fails is told by the next tick, and its end after it is mended', async () => {
  Object.assign(fleet.stage.cloud.ec2, { imageState: 'deregistered' });
  await look();
  await fleet.pass(1);
  Object.assign(fleet.stage.cloud.ec2, { imageState: 'available' });
  await look();
  await fleet.pass(2);
  expect(fleet.subjects().filter((subject) => subject.includes('preflight'))).toEqual([
    expect.stringMatching(/^WARNING in-ngn: preflight: ami-\w+ is deregistered$/),
    expect.stringMatching(/^INFO in-ngn: over: preflight: /),
  ]);
});

test('what cannot be read is unknown, and wakes nobody', async () => {
  refuse('DescribeSubnets', 'AuthFailure', 6);
  const checks = await look();
  expect(checks.find(({ check }) => check === 'subnets')).toMatchObject({ result: 'unknown' });
});

test('it is due an hour before a rise, and not again on the same one', async () => {
  await fleet.close();
  // 07:10 in New York; the second instance is needed at 08:27.
  fleet = await openLiveFleet({ fromMs: NIGHT_MS + 250 * 60_000 });
  await fleet.pass(3);
  const due = async () => {
    const { fleets } = await fleet.invoke<Answer>('preflight-fleet', { due: true });
    return fleets[0]?.because ?? '';
  };
  expect(await due()).toBe('none for a day');
  expect(await due()).toBe('no rise within the hour');
  fleet.wait(62 * 60_000);
  expect(await due()).toBe('2 instances are needed at 08:27');
  expect(await due()).toBe('no rise within the hour');
});

test('an unknown field is refused', async () => {
  expect(await fleet.invoke('preflight-fleet', { now: true })).toMatchObject({
    because: 'now: no such field; allowed are due, fleet',
  });
});

/** More than once: after its first error a client corrects its clock by the server's, which is another day here, and tries again. */
function refuse(action: string, code: string, calls = 3): void {
  for (let call = 1; call <= calls; call += 1)
    fleet.stage.cloud.faults.plan(action, { kind: 'refuse', code }, call);
}

function dropAddress(): void {
  const [, id] = [...fleet.stage.cloud.ec2.addresses.keys()];
  fleet.stage.cloud.ec2.addresses.delete(id ?? '');
}

function subscribe(protocol: 'email' | 'sms', isConfirmed: boolean): void {
  fleet.stage.cloud.topics.told.push({ protocol, endpoint: 'somebody', isConfirmed });
}
