import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Call } from '../../../local/traffic/draw-calls.ts';
import { createWorld, type Hosts } from '../../../local/world/world.ts';
import { TAG } from '../../../shared/domain/tags.ts';

const MINUTE_MS = 60_000;
const BOOT_MS = 2 * MINUTE_MS;
const HEARTBEAT_MS = 15_000;
const LIMIT = 2;

/** A world whose hosts are put up, told and terminated by the test. */
function worldWith(calls: readonly Call[]) {
  const launch: Parameters<Hosts['onLaunch']>[0][] = [];
  const terminating: ((id: string) => void)[] = [];
  const directives = new Map<string, string>();
  const holders = new Map<string, string>();
  const off: string[] = [];
  const world = createWorld({
    hosts: {
      onLaunch: (listener) => launch.push(listener),
      onTerminating: (listener) => terminating.push(listener),
      tags: (id) => ({ [TAG.directive]: directives.get(id) ?? 'serve' }),
      holderOf: (address) => holders.get(address),
      addressOf: (id) => holders.get(id),
      powerOff: (id) => off.push(id),
    },
    calls: calls.values(),
    limit: LIMIT,
    heartbeatMs: HEARTBEAT_MS,
    bootMs: () => BOOT_MS,
  });
  let revision = 0;
  const route = (atMs: number, ...addresses: readonly string[]) => {
    revision += 1;
    const routes = addresses.map((address) => ({ address }));
    world.deliverRoutes(JSON.stringify({ revision, routes }), atMs);
  };
  return {
    world,
    off,
    route,
    tell: (id: string, directive: string) => directives.set(id, directive),
    /** A host at an address of the same name. */
    put: (id: string, launchedAtMs = 0) => {
      holders.set(id, id);
      for (const listener of launch) listener({ id, arn: `arn:${id}`, launchedAtMs });
    },
    unbind: (id: string) => holders.delete(id),
    bind: (id: string) => holders.set(id, id),
    terminate: (id: string) => terminating.forEach((listener) => void listener(id)),
  };
}

const call = (atMs: number, holdingMs = MINUTE_MS): Call => ({ atMs, holdingMs });
const channels = (counts: { readonly channelsMax: number }) => counts.channelsMax;

test('a call is carried by the host at a routed address until it ends', () => {
  const { world, put, route } = worldWith([call(BOOT_MS, 30_000)]);
  put('a');
  route(0, 'a');
  world.runTo(BOOT_MS);
  world.census.takeMinute();
  world.runTo(BOOT_MS + MINUTE_MS);
  expect(world.census.takeMinute()).toMatchObject({ channelsMean: 0.5, channelsMax: 1 });
  world.runTo(BOOT_MS + 2 * MINUTE_MS);
  expect(world.census.takeMinute()).toMatchObject({ channelsMean: 0, channelsMax: 0 });
});

test('a call without a route, to an address nobody holds or to a host still booting is blocked', () => {
  const { world, put, route } = worldWith([call(0), call(10_000), call(20_000)]);
  world.runTo(0);
  route(1000, 'nobody');
  world.runTo(10_000);
  put('a');
  route(11_000, 'a');
  world.runTo(20_000);
  expect(world.census.takeMinute()).toMatchObject({ offered: 3, carried: 0, blocked: 3 });
});

test('routes take two seconds to reach the softswitch', () => {
  const { world, put, route } = worldWith([call(BOOT_MS + 1999), call(BOOT_MS + 2000)]);
  put('a');
  route(BOOT_MS, 'a');
  world.runTo(BOOT_MS + MINUTE_MS);
  expect(world.census.takeMinute()).toMatchObject({ carried: 1, blocked: 1 });
});

test('a full host passes the call on, and it is blocked when all are full', () => {
  const { world, put, route } = worldWith(Array.from({ length: 6 }, () => call(BOOT_MS)));
  put('a');
  put('b');
  route(0, 'a', 'b');
  world.runTo(BOOT_MS);
  expect(world.census.takeMinute()).toMatchObject({ offered: 6, carried: 4, blocked: 2 });
});

test('a host that is terminated cuts its calls, which do not end a second time', () => {
  const { world, put, route, terminate } = worldWith([call(BOOT_MS), call(BOOT_MS)]);
  put('a');
  route(0, 'a');
  world.runTo(BOOT_MS);
  terminate('a');
  expect(world.census.takeMinute()).toMatchObject({ carried: 2, cut: 2 });
  world.runTo(BOOT_MS + 5 * MINUTE_MS);
  expect(world.census.takeMinute()).toMatchObject({ cut: 0, channelsMean: 0, channelsMax: 0 });
  expect(world.heartbeats()).toEqual([]);
});

test('the agent reports twenty seconds before Asterisk is ready, and says so', () => {
  const { world, put } = worldWith([]);
  put('a');
  world.runTo(BOOT_MS - 20_001);
  expect(world.heartbeats()).toEqual([]);
  world.runTo(BOOT_MS - 20_000);
  expect(world.heartbeats()).toMatchObject([{ instanceArn: 'arn:a', sequence: 1, ready: false }]);
  world.runTo(BOOT_MS);
  expect(world.heartbeats()).toMatchObject([{ sequence: 11, ready: true, reasons: [] }]);
  world.runTo(BOOT_MS + HEARTBEAT_MS);
  expect(world.heartbeats()).toMatchObject([{ sequence: 12, ready: true }]);
});

test('one that has booted is not ready without its address, and then within two seconds', () => {
  const { world, put, bind, unbind } = worldWith([]);
  put('a');
  unbind('a');
  world.runTo(BOOT_MS + MINUTE_MS);
  const reasons = ['no public address is bound yet'];
  expect(world.heartbeats()).toMatchObject([{ ready: false, reasons }]);
  bind('a');
  world.runTo(BOOT_MS + MINUTE_MS + 2_000);
  expect(world.heartbeats()).toMatchObject([{ ready: true }]);
});

test('a host that drains keeps the calls it has and takes no other', () => {
  const long = call(BOOT_MS, 10 * MINUTE_MS);
  const { world, put, route, tell } = worldWith([long, call(BOOT_MS + MINUTE_MS)]);
  put('a');
  route(0, 'a');
  world.runTo(BOOT_MS);
  tell('a', 'drain');
  world.runTo(BOOT_MS + 2 * MINUTE_MS);
  expect(world.census.takeMinute()).toMatchObject({ carried: 1, blocked: 1, cut: 0 });
  expect(world.heartbeats()).toMatchObject([{ directive: 'drain', calls: 1 }]);
});

test('a host told to stop powers off only after its last call, and then is silent', () => {
  const { world, put, route, tell, off } = worldWith([call(BOOT_MS, 3 * MINUTE_MS)]);
  put('a');
  route(0, 'a');
  world.runTo(BOOT_MS);
  tell('a', 'stop');
  world.runTo(BOOT_MS + 3 * MINUTE_MS - 1);
  expect(off).toEqual([]);
  world.runTo(BOOT_MS + 4 * MINUTE_MS);
  expect(off).toEqual(['a']);
  expect(world.census.takeMinute()).toMatchObject({ cut: 0, blocked: 0 });
  expect(world.heartbeats()).toEqual([]);
});

test('a host terminated as it powers off is not powered off again', () => {
  const { world, put, tell, off, terminate } = worldWith([]);
  put('a');
  tell('a', 'stop');
  world.runTo(BOOT_MS - 20_000);
  terminate('a');
  world.runTo(BOOT_MS + MINUTE_MS);
  expect(off).toEqual([]);
});

const offered = fc
  .array(fc.tuple(fc.nat(10 * MINUTE_MS), fc.integer({ min: 1, max: 5 * MINUTE_MS })))
  .map((calls) => calls.map(([atMs, holdingMs]) => call(atMs, holdingMs)))
  .map((calls) => calls.toSorted((a, b) => a.atMs - b.atMs));

test('whatever comes, each call is carried or blocked, and no host is beyond its limit', () => {
  const fates = fc.array(fc.constantFrom('none', 'drain', 'stop', 'terminate'), { maxLength: 15 });
  fc.assert(
    fc.property(offered, fates, (calls, minutes) => {
      const { world, put, route, tell, terminate } = worldWith(calls);
      const ids = ['a', 'b', 'c'];
      for (const id of ids) put(id);
      route(0, ...ids);
      const counts = Array.from({ length: 20 }, (_, minute) => {
        const id = ids[minute % 3] ?? '';
        const fate = minutes[minute] ?? 'none';
        if (fate === 'terminate') terminate(id);
        else if (fate !== 'none') tell(id, fate);
        world.runTo((minute + 1) * MINUTE_MS);
        return world.census.takeMinute();
      });
      const total = (of: (count: (typeof counts)[number]) => number) =>
        counts.reduce((sum, count) => sum + of(count), 0);
      expect(total((count) => count.offered)).toBe(calls.length);
      expect(total(({ carried, blocked }) => carried + blocked)).toBe(calls.length);
      expect(total(({ cut }) => cut)).toBeLessThanOrEqual(total(({ carried }) => carried));
      expect(Math.max(...counts.map(channels))).toBeLessThanOrEqual(ids.length * LIMIT);
      expect(counts.at(-1)).toMatchObject({ channelsMean: 0, channelsMax: 0 });
      if (!minutes.includes('terminate')) expect(total(({ cut }) => cut)).toBe(0);
    }),
  );
});
