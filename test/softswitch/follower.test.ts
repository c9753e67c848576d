import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { routingMessage } from '../../shared/domain/routing/message.ts';
import { written } from '../../shared/softswitch/formats.ts';
import { snapshotOf } from '../support/routes.ts';
import { type Bench, openBench } from './support.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

const days = [
  snapshotOf(1, [100]),
  snapshotOf(2, [100, 25]),
  snapshotOf(3, [100, 100]),
  snapshotOf(5, [100, 100, 25]),
  snapshotOf(8, [100, undefined, 100]),
];
const newest = snapshotOf(9, [undefined, undefined, 100]);
const message = routingMessage(newest);

test('messages late, twice and out of order leave the file of the highest revision', async () => {
  const all = [...days, newest];
  const order = fc.shuffledSubarray([...all, ...all], { minLength: all.length });
  await fc.assert(
    fc.asyncProperty(order, async (messages) => {
      const own = openBench();
      const follower = own.start();
      for (const each of messages) await follower.hear(routingMessage(each));
      const highest = messages.reduce((most, each) =>
        each.revision > most.revision ? each : most,
      );
      expect(follower.revision).toBe(highest.revision);
      expect(readFileSync(own.file, 'utf8')).toBe(written('kamailio', highest, { set: 1 }));
      const revisions = own.service.told.map(({ revision }) => revision);
      expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
      expect(revisions.at(-1)).toBe(highest.revision);
      own.close();
    }),
    { numRuns: 60 },
  );
});

test('messages that come at once are applied one after the other', async () => {
  const follower = bench.start();
  await Promise.all(days.map((each) => follower.hear(routingMessage(each))));
  expect(bench.service.told.map(({ revision }) => revision)).toEqual([1, 2, 3, 5, 8]);
});

test('a message that only tells of a revision makes it read the routes', async () => {
  const follower = bench.start();
  bench.service.present = newest;
  const { fleet, revision } = newest;
  const notice = { schema: 'asterfleet.routing-notice/1', fleet, revision, routes: 10_000 };
  await follower.hear(JSON.stringify({ ...notice, fleet: 'other' }));
  expect(follower.revision).toBe(0);
  await follower.hear(JSON.stringify(notice));
  expect(follower.applied).toBe(revision);
});

test('an empty list is refused, and taken where it says that it is meant', async () => {
  const follower = bench.start();
  await follower.hear(message);
  const before = readFileSync(bench.file, 'utf8');
  await expect(follower.hear(routingMessage(snapshotOf(10, [])))).rejects.toThrow(
    'refused: revision 10 has no route',
  );
  expect(readFileSync(bench.file, 'utf8')).toBe(before);
  await follower.hear(routingMessage(snapshotOf(11, [], { empty: 'on purpose' })));
  expect(bench.softswitch.routed).toEqual([]);
  expect(bench.service.told.at(-1)).toEqual({ revision: 11 });
});

test('a message of another fleet is refused', async () => {
  const other = routingMessage(snapshotOf(99, [100], { fleet: 'other' }));
  await expect(bench.start().hear(other)).rejects.toThrow('refused: it is of fleet other');
  expect(existsSync(bench.file)).toBe(false);
  expect(bench.service.told).toEqual([]);
});

test.each([
  ['that is none', '{"revision": 99}'],
  ['that is cut off', message.slice(0, -30)],
])('a message %s changes nothing', async (_, text) => {
  const follower = bench.start();
  await follower.hear(text);
  expect(existsSync(bench.file)).toBe(false);
  expect(bench.service.told).toEqual([]);
  expect(bench.lines).toHaveLength(1);
});

test('what the softswitch did not take is not acknowledged, and is tried again', async () => {
  bench.softswitch.isDeaf = true;
  bench.service.present = newest;
  const follower = bench.start();
  await expect(follower.hear(message)).rejects.toThrow(
    'revision 9: the softswitch lacks 198.51.100.3',
  );
  expect(bench.service.told).toEqual([]);
  bench.softswitch.isDeaf = false;
  await follower.poll();
  expect(bench.service.told).toEqual([{ revision: 9 }]);
});

test('what failed half-way is tried again, and what was before never comes back', async () => {
  const follower = bench.start();
  await follower.hear(routingMessage(snapshotOf(8, [100, 100])));
  bench.softswitch.isDeaf = true;
  await expect(follower.hear(message)).rejects.toThrow('still has 198.51.100.1');
  for (const each of [follower, bench.start()]) {
    await expect(each.check()).rejects.toThrow('still has 198.51.100.1');
    expect(readFileSync(bench.file, 'utf8')).toBe(written('kamailio', newest, { set: 1 }));
  }
  bench.softswitch.isDeaf = false;
  await follower.check();
  expect(bench.softswitch.routed).toEqual(['198.51.100.3']);
  expect(bench.service.told).toEqual([{ revision: 8 }, { revision: 9 }]);
});

test('a file that is lost or changed by hand is written again, at the start and while it runs', async () => {
  const follower = bench.start();
  await follower.hear(message);
  const right = readFileSync(bench.file, 'utf8');
  for (const each of [follower, bench.start()]) {
    writeFileSync(bench.file, '# by hand\n');
    await each.check();
    expect(readFileSync(bench.file, 'utf8')).toBe(right);
  }
});

test('without AWS the last good file stays, over a restart too, and what was not told is told later', async () => {
  const first = bench.start();
  await first.hear(routingMessage(days[4] ?? newest));
  bench.service.isAway = true;
  await first.hear(message);
  const again = bench.start();
  expect(again.revision).toBe(9);
  await expect(again.poll()).rejects.toThrow('AWS is away');
  expect(readFileSync(bench.file, 'utf8')).toContain('198.51.100.3');
  bench.service.isAway = false;
  bench.service.present = newest;
  await again.poll();
  expect(bench.service.told.map(({ revision }) => revision)).toEqual([8, 9]);
});

test('an acknowledgement that the controller lost is given again', async () => {
  bench.service.present = newest;
  const follower = bench.start();
  await follower.poll();
  bench.service.told.length = 0;
  await follower.poll();
  await follower.poll();
  expect(bench.service.told).toEqual([{ revision: 9 }]);
});

test('a record that was destroyed, or is of another fleet, is fetched anew', async () => {
  bench.service.present = newest;
  await bench.start().poll();
  for (const text of ['{"rev', routingMessage(snapshotOf(99, [100], { fleet: 'other' }))]) {
    writeFileSync(bench.recordFile, text);
    const follower = bench.start();
    expect(follower.revision).toBe(0);
    await follower.poll();
    expect(follower.revision).toBe(9);
  }
});

test('a route that somebody put in by hand is found, set right, and was never told', async () => {
  const follower = bench.start();
  await follower.hear(message);
  bench.softswitch.routed = ['198.51.100.3', '198.51.100.77'];
  await follower.check();
  expect(bench.lines.join('\n')).toContain('still has 198.51.100.77');
  expect(bench.softswitch.routed).toEqual(['198.51.100.3']);
  expect(bench.service.told).toEqual([{ revision: 9 }]);
});

test('drift that cannot be set right is told, and so is its end', async () => {
  const follower = bench.start();
  await follower.hear(message);
  bench.softswitch.isDeaf = true;
  bench.softswitch.routed = [];
  await follower.check();
  const drift = { missing: ['198.51.100.3'], extra: [] };
  expect(bench.service.told.at(-1)).toEqual({ revision: 9, drift });
  bench.softswitch.isDeaf = false;
  await follower.check();
  expect(bench.service.told.at(-1)).toEqual({ revision: 9 });
});
