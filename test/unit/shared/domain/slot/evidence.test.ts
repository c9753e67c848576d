import { expect, test } from '@jest/globals';
import { isOutOfRoutes, isProvedEmpty, weigh } from '../../../../../shared/domain/slot/evidence.ts';
import type { Drain, EmptyEvidence } from '../../../../../shared/domain/slot/slot.ts';
import { definition, heartbeat, NIGHT_MS } from '../../../../support/fleet.ts';

const proof = { readings: 3, over: 120_000 };
const minute = (n: number) => NIGHT_MS + n * 60_000;
const zero = { channels: 0, calls: 0, directive: 'drain' } as const;

type Look = Parameters<typeof heartbeat>[2] | undefined;

/** One look a minute; returns the first minute at which the slot is proved empty. */
function provedAt(looks: readonly Look[]): number | undefined {
  let evidence: EmptyEvidence | undefined;
  for (const [index, look] of looks.entries()) {
    const seen = look && heartbeat('i-1', minute(index), { sequence: index * 6, ...look });
    evidence = weigh(evidence, seen, minute(index));
    if (isProvedEmpty(evidence, proof, minute(index))) return index;
  }
  return undefined;
}

test('three readings of zero over two minutes, after a first look, prove a slot empty', () => {
  expect(provedAt([zero, zero, zero, zero])).toBe(3);
});

test('a busy reading begins anew', () => {
  expect(provedAt([zero, zero, zero, { ...zero, calls: 1 }, zero, zero, zero, zero])).toBe(7);
});

test('channels without calls are busy too', () => {
  expect(provedAt([zero, zero, zero, { ...zero, channels: 1 }])).toBeUndefined();
});

test('no reading proves nothing, and takes nothing back', () => {
  expect(provedAt([zero, zero, undefined, undefined, undefined])).toBeUndefined();
  expect(provedAt([zero, zero, undefined, zero, zero])).toBe(4);
});

test('the same reading seen again counts once', () => {
  expect(provedAt(Array.from({ length: 9 }, () => ({ ...zero, sequence: 5 })))).toBeUndefined();
});

test('another boot begins anew', () => {
  const reborn = { ...zero, bootId: 'another' };
  expect(provedAt([zero, zero, zero, reborn, reborn, reborn, reborn])).toBe(6);
});

test('readings of an instance that still takes new calls count for nothing', () => {
  expect(
    provedAt(Array.from({ length: 9 }, () => ({ ...zero, directive: 'serve' as const }))),
  ).toBeUndefined();
});

test('a wrong clock on the instance proves nothing: time is the controller’s', () => {
  const ahead = { ...zero, atMs: minute(10_000) };
  expect(provedAt([ahead, ahead])).toBeUndefined();
});

const ADDRESS = { allocationId: 'eipalloc-1', ip: '198.51.100.1' };

test('a slot is out of the routes only once the softswitch was told and the grace is over', () => {
  const silent = { acknowledgements: [] };
  const fleet = definition();
  const isOut = (drain: Drain, nowMs: number) =>
    isOutOfRoutes({ drain, address: ADDRESS }, fleet, { ...silent, nowMs });
  expect(isOut({ startedAtMs: 0 }, minute(9))).toBe(false);
  const drain = { startedAtMs: 0, withdrawn: { revision: 1, toldAtMs: minute(0) } };
  expect(isOut(drain, minute(1) - 1)).toBe(false);
  expect(isOut(drain, minute(1))).toBe(true);
});

test('where softswitch nodes acknowledge, a slot is out once each of them has, and no grace will do', () => {
  const nodes = ['sbc-1', 'sbc-2'].map((name) => ({ name, principal: `role/${name}` }));
  const base = definition();
  const fleet = { ...base, routing: { ...base.routing, nodes } };
  const drain = { startedAtMs: 0, withdrawn: { revision: 7, toldAtMs: minute(0) } };
  const isOut = (...revisions: readonly number[]) => {
    const acknowledgements = revisions.map((revision, at) => {
      return { node: `sbc-${at + 1}`, revision, atMs: minute(1), by: 'a test' };
    });
    const told = { acknowledgements, nowMs: minute(999) };
    return isOutOfRoutes({ drain, address: ADDRESS }, fleet, told);
  };
  expect([isOut(), isOut(7), isOut(7, 6), isOut(6, 7)]).toEqual([false, false, false, false]);
  expect([isOut(7, 7), isOut(8, 7)]).toEqual([true, true]);
  const untold = { drain: { startedAtMs: 0 }, address: ADDRESS };
  expect(isOutOfRoutes(untold, fleet, { acknowledgements: [], nowMs: 1 })).toBe(false);
  const still = (address: string) => {
    const drift = { missing: [], extra: [address] };
    const acknowledgements = nodes.map(({ name: node }) => {
      return { node, revision: 8, atMs: minute(1), by: 'a test', drift };
    });
    return isOutOfRoutes({ drain, address: ADDRESS }, fleet, { acknowledgements, nowMs: 1 });
  };
  expect([still('198.51.100.9'), still(ADDRESS.ip)]).toEqual([true, false]);
});
