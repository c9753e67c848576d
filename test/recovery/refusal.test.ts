import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { beginShortLife, brokenRules, type ShortLife } from './short-life.ts';

/** One life a test; each tick goes over the wire, to the real function. */
let life: ShortLife;

beforeEach(async () => {
  process.env['AWS_MAX_ATTEMPTS'] = '1';
  life = await beginShortLife();
}, 20_000);

afterEach(() => life.close());

const undisturbed = () => undefined;

async function minutes(count: number, beforeTick: () => void = undisturbed): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) await life.minute(beforeTick);
  expect(brokenRules(life)).toEqual([]);
}

function zonesOfInstances(): string[] {
  return [...life.stage.cloud.ec2.instances.values()].map(({ zone }) => zone).toSorted();
}

async function states(): Promise<readonly string[]> {
  return (await life.outcome()).slots;
}

test('a quiet tick makes seven calls', async () => {
  await minutes(3);
  let from = 0;
  const { calls } = life.stage.cloud;
  await life.minute(() => {
    from = calls.length;
  });
  expect(calls.slice(from).toSorted()).toEqual([
    'BatchGetItem',
    'DescribeAddresses',
    'DescribeInstances',
    'Query',
    'UpdateItem',
    'UpdateItem',
    'UpdateItem',
  ]);
}, 20_000);

test('a zone without capacity is left for the next in the same tick, and people are told', async () => {
  const { ec2 } = life.stage.cloud;
  ec2.setCapacity('us-east-1a', 'c7g.large', 0);
  await minutes(3);
  expect(zonesOfInstances()).toEqual(['us-east-1b', 'us-east-1c']);
  const { notices, slots } = await life.outcome();
  expect(slots.slice(0, 2).map((slot) => slot.split(' ')[1])).toEqual(['serving', 'serving']);
  expect(notices).toContain('WARNING in-ngn: slot 1 launching to vacant');
}, 20_000);

test('with no capacity anywhere it waits, says so, and launches when there is some', async () => {
  const { ec2 } = life.stage.cloud;
  const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
  for (const zone of zones) ec2.setCapacity(zone, 'c7g.large', 0);
  await minutes(2);
  expect(zonesOfInstances()).toEqual([]);
  const { notices } = await life.outcome();
  expect(notices.some((notice) => notice.includes('instances are missing'))).toBe(true);
  for (const zone of zones) ec2.setCapacity(zone, 'c7g.large', 9);
  await minutes(6);
  expect(zonesOfInstances().length).toBeGreaterThan(0);
}, 20_000);

test('a throttled launch is the same launch a minute later', async () => {
  const { faults, ec2 } = life.stage.cloud;
  await minutes(1, () => {
    faults.plan('RunInstances', { kind: 'throttle' });
    faults.plan('RunInstances', { kind: 'throttle' });
  });
  expect(ec2.instances.size).toBe(0);
  expect(await states()).toEqual(expect.arrayContaining(['1 launching 1', '2 launching 1']));
  await minutes(3);
  expect(ec2.instances.size).toBe(2);
  expect(await states()).toEqual(expect.arrayContaining(['1 serving 1', '2 serving 1']));
}, 20_000);

test('two runs at the same time launch once and leave no route behind', async () => {
  const { ec2 } = life.stage.cloud;
  await minutes(1, () => {
    // A second invocation, as a duplicated schedule would make it.
    void life.stage.tick().catch(() => undefined);
  });
  await minutes(3);
  expect(ec2.instances.size).toBe(2);
  expect((await life.outcome()).routes).toEqual([1, 2]);
}, 20_000);

test('instances that somebody terminates by hand are out of the routes at once and replaced', async () => {
  await minutes(3);
  const { ec2 } = life.stage.cloud;
  for (const instance of ec2.instances.values()) ec2.terminate(instance);
  // EC2 shows it a few seconds late.
  await minutes(2);
  expect((await life.outcome()).routes).toEqual([]);
  await minutes(4);
  const { routes, notices } = await life.outcome();
  expect(notices).toContain('CRITICAL in-ngn: slot 1 serving to stopping');
  expect(routes.length).toBeGreaterThan(0);
  expect(ec2.instances.size).toBe(4);
}, 20_000);

test('a table that is lost is made again, and the instances go on serving', async () => {
  await minutes(3);
  await life.loseTable();
  await minutes(1);
  expect(await states()).toEqual(expect.arrayContaining(['1 serving 1', '2 serving 1']));
  expect((await life.outcome()).routes).toEqual([1, 2]);
  expect(life.stage.cloud.ec2.instances.size).toBe(2);
}, 20_000);
