import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';
import { asterfleet, type Said } from './support.ts';

let fleet: LiveFleet;
beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
afterAll(() => fleet.close());

function ask(argv: readonly string[], answer?: string): Promise<Said> {
  const on = ['--local', '--endpoint', fleet.stage.cloud.url];
  return asterfleet([...argv, ...on], answer === undefined ? {} : { answer });
}

async function stateOf(slot: number): Promise<string | undefined> {
  return (await fleet.slots()).find(({ number }) => number === slot)?.state;
}

test('the status says how many are wanted, why, and what each slot does', async () => {
  const { code, out } = await ask(['status']);
  expect(code).toBe(0);
  expect(out).toContain('in-ngn  Wed 18 Nov 03:03  America/New_York');
  expect(out).toMatch(/wanted +1 {2}schedule: the schedule projects \d+ channels at/);
  expect(out).toMatch(/1 {2}minimum: the minimum/);
  expect(out).toMatch(/1 {2}serving {2}03:0\d/);
  expect(out).toMatch(/5 {2}vacant/);
  expect(out).toMatch(/next {2}\d\d:\d\d {2}2 {2}schedule:/);
});

test('the status in JSON is what the function answers', async () => {
  const { out } = await ask(['status', '--json']);
  expect(JSON.parse(out)).toEqual(await fleet.invoke('describe-fleet', { show: 'status' }));
});

test('an emergency is one command, and the same again is the same request', async () => {
  const emergency = ['scale-out', '3', '--for', '2h', '--reason', 'TV vote'];
  const first = await ask(emergency);
  expect(first.out).toContain('in-ngn: at least 3 instances in service from about 03:');
  expect(first.out).toMatch(/coming +slot 2, from about 03:07/);
  fleet.wait(1_000);
  const again = await ask(emergency);
  expect(again.out).toContain('this request was made before, and is still one');
  const { out } = await ask(['status']);
  expect(out).toMatch(/override +at least 3 until 05:03: TV vote \(ada; /);
  expect(out).toMatch(/wanted +3 {2}override: ada asked for it: TV vote/);
});

test('more than the fleet has is refused, and said to have changed nothing', async () => {
  const { code, err } = await ask(['scale-out', '6', '--for', '2h', '--reason', 'x']);
  expect(code).toBe(3);
  expect(err).toBe(
    'asterfleet: refused (input-invalid): instances: expected a whole number from 1 to 5, the slots of in-ngn, found 6\n',
  );
});

test('an order says what it did, and whether it was so already', async () => {
  await fleet.pass(2);
  const cancelled = await ask(['cancel', '--reason', 'it is over']);
  expect(cancelled).toMatchObject({ code: 0, out: expect.stringContaining('is cancelled\n') });
  const again = await ask(['cancel', '--reason', 'it is over']);
  expect(again.out).toMatch(/^in-ngn: it was so already; nothing changed\n {2}now {2}wanted 1/);
});

test.each([
  [['freeze', '--for', '2h'], 'nothing is retired for 120 minutes'],
  [['freeze', '--for', '1d', '--launches-too'], 'nothing is retired or launched for 1440 minutes'],
  [['unfreeze'], 'the fleet is no longer frozen'],
  [['drain', '1'], 'slot 1 (serving) is kept out of use until it is resumed'],
  [['resume', '1'], 'slot 1 (draining) may be used again'],
  [['replace'], 'every instance is replaced, one by one'],
  [['replace', '--stop'], 'the replacement of instances is stopped'],
  [['rebuild'], 'it was so already; nothing changed'],
])('%j is done, and said', async (order, did) => {
  const { code, out } = await ask([...order, '--reason', 'a test']);
  expect(out).toContain(`in-ngn: ${did}\n`);
  expect(code).toBe(0);
});

test('nothing ends calls unless a person types the number of the slot', async () => {
  const before = await stateOf(1);
  const order = ['force-retire', '1', '--reason', 'its disk is full'];
  const nobody = await ask(order);
  expect(nobody.code).toBe(2);
  expect(nobody.err).toContain('slot 1 of in-ngn (draining) carries 0 calls, which this ends');
  expect(nobody.err).toContain('next: in a script say --yes');
  expect(await ask(order, 'yes')).toMatchObject({ code: 3 });
  expect(await stateOf(1)).toBe(before);
});

test.each([
  { how: 'typed', flags: [], answer: '1' },
  { how: 'said beforehand', flags: ['--yes'], answer: undefined },
])('a confirmation that is $how counts', async ({ flags, answer }) => {
  const order = ['force-retire', '1', '--reason', 'its disk is full', ...flags];
  const { code, out } = await ask(order, answer);
  expect(code).toBe(0);
  expect(out).toMatch(/is told to stop, whatever calls are left|it was so already/);
  expect(await stateOf(1)).toBe('stopping');
});
