import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FLEET_TEXT, NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';
import { asterfleet } from './support.ts';

let fleet: LiveFleet;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asterfleet-cli-'));
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
  const emergency = { instances: 2, minutes: 90, reason: 'a vote', actor: 'ada' };
  await fleet.invoke('emergency-scale-out', emergency);
  await fleet.pass(3);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await fleet.close();
});

function ask(line: string) {
  const on = ['--local', '--endpoint', fleet.stage.cloud.url];
  return asterfleet([...line.split(' '), ...on]);
}

function fileWith(change: (text: string) => string): string {
  const file = join(folder, 'changed.yml');
  writeFileSync(file, change(FLEET_TEXT));
  return file;
}

test('the plan is a curve, and each step says what decides it', async () => {
  const { code, out } = await ask('plan');
  expect(code).toBe(0);
  expect(out).toMatch(/^in-ngn, as deployed: 24 h from Wed 18 Nov 03:06, \d+\.\d instance-hours$/m);
  expect(out).toMatch(/^ {5}5 +█+$/m);
  expect(out).toMatch(/^ {5}1 █{96,97}$/m);
  expect(out).toMatch(/04:00 {3}06:00 {3}08:00/);
  expect(out).toContain('Wed 18 Nov 03:06  2      override: ada asked for it: a vote');
  expect(out).toMatch(/Wed 18 Nov 04:33 {2}1 {2}-1 {2}schedule:/);
});

test('the plan of another day is of that day', async () => {
  const { out } = await ask('plan --at 2026-12-25 --hours 12 --json');
  const { present } = JSON.parse(out);
  expect(present).toMatchObject({
    from: '2026-12-25T05:00:00.000Z',
    to: '2026-12-25T17:00:00.000Z',
  });
  // A holiday: 110 channels at noon.
  expect(present.steps.map((step: { instances: number }) => step.instances)).toEqual([1, 2]);
});

test('a changed definition is drawn beside the deployed one, and the change is added up', async () => {
  const file = fileWith((text) => text.replace('minimum: 1', 'minimum: 3'));
  const { code, out } = await ask(`plan --definition ${file}`);
  expect(code).toBe(0);
  expect(out).toContain('in-ngn, as deployed: 24 h');
  expect(out).toContain('in-ngn, changed: 24 h');
  expect(out).toMatch(/the change {2}\+\d+\.\d instance-hours/);
  expect(out).toMatch(/fewer for {3}0 min/);
});

test('a definition that changes nothing makes the same plan', async () => {
  const { out } = await ask(`plan --json --definition ${fileWith((text) => text)}`);
  const { present, changed } = JSON.parse(out);
  expect(changed).toEqual(present);
});

test('without anybody to ask, a definition shows its schedule', async () => {
  const file = fileWith((text) => text);
  const { out } = await asterfleet(
    `plan --definition ${file} --offline --at 2026-11-16T09:00 --hours 3`.split(' '),
  );
  expect(out).toContain('in-ngn, by its schedule alone: 3 h from Mon 16 Nov 09:00');
});

test('the history tells what was done, by whom and why', async () => {
  const { out } = await ask('history --since 1h');
  expect(out).toMatch(/Wed 18 Nov 03:03 {2}fleet {3}override-set {2}at least 2 .* a vote \(ada\)/);
  expect(out).toMatch(/slot 2 {2}became-ready {2}serving/);
});

test.each([
  ['--slot 2', 3],
  ['--kind became-ready', 2],
  ['--by ADA', 1],
  ['--grep nothing-like-this', 0],
  ['--from 03:04 --to 03:30', 1],
])('the history filtered by %s has %d lines', async (filter, lines) => {
  const { out } = await ask(`history --json ${filter}`);
  expect(JSON.parse(out).changes).toHaveLength(lines);
});

test('the routes are given in a softswitch’s own form', async () => {
  const { out } = await ask('routing --format kamailio');
  expect(out).toContain('2 sip:198.51.100.1:5060');
  expect((await ask('routing --format none')).code).toBe(3);
});

test('a preflight that fails ends with 4, and says what to do', async () => {
  const { code, out } = await ask('preflight');
  expect(code).toBe(4);
  expect(out).toContain('in-ngn: 1 of 9 failed');
  expect(out).toMatch(/failed {2}subscriptions/);
  expect(out).toContain('what to do: Subscribe somebody.');
});

test('a definition is told to be good, or each fault with its place', async () => {
  const good = await asterfleet(['validate', fileWith((text) => text)]);
  expect(good).toMatchObject({ code: 0, out: expect.stringContaining('can be used: in-ngn') });
  const file = fileWith((text) => text.replace('slots: 5', 'slots: five'));
  const bad = await asterfleet(['validate', file]);
  expect(bad.code).toBe(4);
  expect(bad.out).toMatch(/changed\.yml:\d+:\d+ slots: expected a whole number of at least 1/);
});

test('the shipped definitions can be used', async () => {
  expect(await asterfleet(['validate', '--json'])).toMatchObject({ code: 0 });
});
