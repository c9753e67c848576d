import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAgenda } from '../../../local/world/agenda.ts';
import { Asterisk } from '../../../local/world/asterisk.ts';
import { createCensus } from '../../../local/world/census.ts';
import { createSoftswitch } from '../../../local/world/softswitch.ts';

test('an agenda lets things happen in the order of time, and then of making', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), (times) => {
      const agenda = createAgenda();
      const happened: string[] = [];
      times.forEach((atMs, made) => {
        agenda.at(atMs, () => happened.push(`${atMs} ${made}`));
      });
      agenda.runTo(25);
      agenda.runTo(50);
      const expected = times
        .map((atMs, made) => ({ atMs, made }))
        .toSorted((a, b) => a.atMs - b.atMs || a.made - b.made);
      expect(happened).toEqual(expected.map(({ atMs, made }) => `${atMs} ${made}`));
    }),
  );
});

test('a census has the mean and the most of each minute', () => {
  const census = createCensus();
  census.advance(0);
  census.carry();
  census.advance(30_000);
  census.carry();
  census.advance(45_000);
  census.end();
  census.advance(60_000);
  expect(census.takeMinute()).toMatchObject({ carried: 2, channelsMean: 1.25, channelsMax: 2 });
  census.advance(120_000);
  expect(census.takeMinute()).toMatchObject({ carried: 0, channelsMean: 1, channelsMax: 1 });
});

const snapshot = (revision: number, ...addresses: readonly string[]) =>
  JSON.stringify({ revision, routes: addresses.map((address) => ({ address, weight: 100 })) });

test('a softswitch applies only a higher revision, in whatever order messages come', () => {
  const softswitch = createSoftswitch();
  for (const message of [snapshot(2, 'b'), snapshot(1, 'a'), snapshot(2, 'b')])
    softswitch.apply(message);
  expect(softswitch.nextRoutes()).toEqual(['b']);
});

test('a softswitch begins with each route in turn, and tries all of them', () => {
  const softswitch = createSoftswitch();
  softswitch.apply(snapshot(1, 'a', 'b', 'c'));
  const turns = Array.from({ length: 9 }, () => softswitch.nextRoutes());
  const firsts = turns.map(([first]) => first);
  for (const address of ['a', 'b', 'c'])
    expect(firsts.filter((first) => first === address)).toHaveLength(3);
  expect(turns.every((routes) => new Set(routes).size === 3)).toBe(true);
});

const MINUTE_MS = 60_000;

function asterisk(): Asterisk {
  return new Asterisk({
    instanceArn: 'arn',
    bootId: 'boot',
    agentFromMs: 0,
    readyFromMs: MINUTE_MS,
    limit: 2,
  });
}

test('an Asterisk takes no call before it is ready, beyond its limit, or while it drains', () => {
  const one = asterisk();
  expect(one.accept({}, 0)).toBe(false);
  const call = {};
  expect(one.accept(call, MINUTE_MS)).toBe(true);
  expect(one.accept({}, MINUTE_MS)).toBe(true);
  expect(one.accept({}, MINUTE_MS)).toBe(false);
  one.end(call);
  one.obey('drain');
  expect(one.accept({}, MINUTE_MS)).toBe(false);
  expect(one.calls).toBe(1);
});

test('a reading counts the calls, the old ones among them, and the attempts of a minute', () => {
  const one = asterisk();
  one.accept({}, MINUTE_MS);
  one.accept({}, 12 * MINUTE_MS);
  one.read(12 * MINUTE_MS, true);
  expect(one.lastReading).toMatchObject({
    ready: true,
    calls: 2,
    callsOlderThanTenMinutes: 1,
    callAttempts: 2,
    callAttemptsLastMinute: 1,
    sequence: 1,
  });
});

test('a host that dies takes its calls with it', () => {
  const one = asterisk();
  one.accept({}, MINUTE_MS);
  expect(one.die()).toBe(1);
  expect(one.calls).toBe(0);
});
