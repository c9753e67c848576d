import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CloudInstance, CloudInstanceState } from '../../../../shared/domain/cloud.ts';
import type { Heartbeat } from '../../../../shared/domain/heartbeat.ts';
import { NO_HISTORY } from '../../../../shared/domain/load-history.ts';
import { isOccupied, type Slot } from '../../../../shared/domain/slot/slot.ts';
import { NOTHING_STANDS, type Standing } from '../../../../shared/domain/standing/standing.ts';
import { known, type Observed, unknown } from '../../../../shared/planner/observed.ts';
import { type Plan, plan } from '../../../../shared/planner/plan.ts';
import {
  addressOf,
  after,
  booting,
  cloudInstance,
  definition,
  draining,
  heartbeat,
  launching,
  NIGHT_MS,
  quietSamples,
  serving,
  slotAfter,
  stopping,
} from '../../../support/fleet.ts';

const fleet = definition();
const nowMs = NIGHT_MS;
const run = { nowMs, writer: 'run' };

const slotMakers = [slotAfter, launching, booting, serving, draining, stopping] as const;
const ages = fc.integer({ min: 0, max: 300 }).map((minutes) => nowMs - minutes * 60_000);

const anySlot = (number: number) =>
  fc.tuple(fc.constantFrom(...slotMakers), ages, fc.boolean()).map(([make, atMs, told]): Slot => {
    const slot = make(number, atMs);
    if (slot.state !== 'draining' || !told) return slot;
    return after(slot, atMs, { kind: 'withdrawn', revision: 1, toldAtMs: atMs });
  });

const anyState = fc.constantFrom<CloudInstanceState | 'absent'>(
  'pending',
  'running',
  'running',
  'running',
  'shutting-down',
  'terminated',
  'stopped',
  'absent',
);
const anyDirective = fc.constantFrom('serve', 'drain', 'stop' as const, undefined);
const anyHeartbeat = fc.option(
  fc.record({
    ready: fc.boolean(),
    sequence: fc.nat(9),
    calls: fc.nat(3),
    ageMs: fc.constantFrom(0, 30_000, 90_000, 3_600_000),
    directive: fc.constantFrom('serve', 'drain', 'stop' as const),
  }),
);
const anyHolder = fc.constantFrom('own', 'none', 'other');

const BY_ADA = { reason: 'ada wants it', onBehalfOf: 'ada' };
const HOUR_MS = 3_600_000;

/** What people, alarms and AWS may have said, in any mixture. */
const anyStanding = fc
  .record({
    freeze: fc.option(fc.record({ launchesToo: fc.boolean() }), { nil: undefined }),
    replaced: fc.boolean(),
    warned: fc.array(fc.record({ slot: fc.integer({ min: 1, max: 5 }), hours: fc.nat(40) }), {
      maxLength: 2,
    }),
    override: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    surge: fc.option(fc.nat(500), { nil: undefined }),
    isAlarming: fc.boolean(),
  })
  .map(({ freeze, replaced, warned, override, surge, isAlarming }): Standing => {
    const until = { fromMs: nowMs, untilMs: nowMs + HOUR_MS };
    return {
      ...NOTHING_STANDS,
      freeze: freeze && { ...BY_ADA, ...freeze, sinceMs: nowMs },
      replacement: replaced ? { ...BY_ADA, requestedAtMs: nowMs - HOUR_MS } : undefined,
      warnings: warned.map(({ slot, hours }) => ({
        instanceId: `i-${slot}`,
        kind: 'maintenance',
        says: 'AWS takes it away',
        notBeforeMs: nowMs + hours * HOUR_MS,
      })),
      overrides: override ? [{ ...BY_ADA, ...until, id: 'o', instances: override }] : [],
      surge: surge
        ? { ...until, channels: surge, sinceMs: nowMs, because: 'a test', onBehalfOf: 'a test' }
        : undefined,
      alarms: [{ name: 'utilisation', isHigh: isAlarming, atMs: nowMs, utilisation: 95 }],
    };
  });

const anyWorld = fc
  .record({
    standing: anyStanding,
    held: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
    slots: fc.tuple(anySlot(1), anySlot(2), anySlot(3), anySlot(4), anySlot(5)),
    states: fc.array(anyState, { minLength: 5, maxLength: 5 }),
    directives: fc.array(anyDirective, { minLength: 5, maxLength: 5 }),
    heartbeats: fc.array(anyHeartbeat, { minLength: 5, maxLength: 5 }),
    holders: fc.array(anyHolder, { minLength: 5, maxLength: 5 }),
    readable: fc.record({ instances: mostly(), addresses: mostly(), heartbeats: mostly() }),
    load: fc.nat(500),
  })
  .map((drawn): Observed => {
    const kept = (slot: Slot): Slot => {
      if (!drawn.held.includes(slot.number)) return slot;
      return { ...slot, hold: { ...BY_ADA, sinceMs: nowMs, atOnce: false } };
    };
    const world = { ...drawn, slots: drawn.slots.map(kept) };
    const beats = world.slots.flatMap((slot, index): Heartbeat[] => {
      const beat = world.heartbeats[index];
      if (!isOccupied(slot) || !beat) return [];
      const { ageMs, ...change } = beat;
      return [heartbeat(slot.instance.id, nowMs - ageMs, { ...change, channels: change.calls })];
    });
    const instances = world.slots.flatMap((slot, index): CloudInstance[] => {
      const state = world.states[index];
      if (!state || state === 'absent' || slot.state === 'vacant') return [];
      return [cloudInstance(slot, { state, directive: world.directives[index] })];
    });
    const addresses = world.slots.map((slot, index) => {
      const holder = world.holders[index];
      if (holder === 'none') return addressOf(slot.number);
      return addressOf(slot.number, holder === 'own' ? `i-${slot.number}` : 'i-foreign');
    });
    const { readable } = world;
    return {
      slots: world.slots,
      orders: [],
      refused: [],
      samples: quietSamples(nowMs, world.load),
      history: NO_HISTORY,
      published: undefined,
      shares: new Map(),
      acknowledgements: [],
      instances: readable.instances ? known(instances) : unknown('EC2 is away'),
      addresses: readable.addresses ? known(addresses) : unknown('EC2 is away'),
      heartbeats: readable.heartbeats
        ? known(new Map(beats.map((beat) => [beat.instanceArn, beat])))
        : unknown('DynamoDB is away'),
      impaired: new Set(),
      standing: world.standing,
    };
  });

function mostly() {
  return fc.constantFrom(true, true, true, false);
}

function always(rule: (observed: Observed, decision: Plan) => void): void {
  fc.assert(
    fc.property(anyWorld, (observed) => rule(observed, plan(fleet, observed, run))),
    { numRuns: 400 },
  );
}

function beatOf(observed: Observed, slot: Slot): Heartbeat | undefined {
  if (!isOccupied(slot) || !observed.heartbeats.known) return undefined;
  return observed.heartbeats.value.get(slot.instance.arn);
}

function stateIn(observed: Observed, id: string): CloudInstanceState | undefined {
  if (!observed.instances.known) return undefined;
  return observed.instances.value.find((instance) => instance.id === id)?.state;
}

test('a slot with a live call is never terminated, nor told to stop', () => {
  always((observed, { actions }) => {
    for (const action of actions) {
      const isEnd =
        action.kind === 'terminate' || (action.kind === 'direct' && action.directive === 'stop');
      if (!isEnd) continue;
      expect(action.slot.state).toBe('stopping');
      const isOff = stateIn(observed, action.slot.instance.id) === 'stopped';
      if (action.kind === 'terminate' && !isOff)
        expect(beatOf(observed, action.slot)?.calls ?? 0).toBe(0);
    }
  });
});

test('a live instance leaves service for good only on proof, which one look never gives', () => {
  always((observed, { writes }) => {
    for (const { before, after: next } of writes) {
      if (!before || next.state !== 'stopping' || before.state === 'stopping') continue;
      if (before.state === 'booting') continue;
      const id = isOccupied(before) ? before.instance.id : '';
      expect(['terminated', 'stopped', 'shutting-down', undefined]).toContain(
        stateIn(observed, id),
      );
      expect(beatOf(observed, before)?.atMs ?? 0).toBeLessThan(nowMs + 1);
    }
  });
});

test('what cannot be read makes nothing shrink', () => {
  always((observed, { writes }) => {
    if (observed.instances.known && observed.heartbeats.known) return;
    const drained = writes.filter(
      ({ before, after: next }) => before?.state === 'serving' && next.state === 'draining',
    );
    // One that says itself that it cannot serve may leave; nobody is let go to save money.
    for (const { after: next } of drained)
      expect(next.reason).toMatch(/not ready|AWS takes it away/);
  });
});

test('an address is never taken from a live instance, nor given to one that holds another', () => {
  always((observed, { actions }) => {
    if (!observed.addresses.known) return;
    const addresses = observed.addresses.value;
    for (const action of actions) {
      if (action.kind === 'bind-address') {
        expect(action.address.binding).toBeUndefined();
        const id = action.slot.instance.id;
        expect(addresses.some(({ binding }) => binding?.instanceId === id)).toBe(false);
      }
      if (action.kind !== 'unbind-address') continue;
      const held = addresses.find(({ binding }) => binding?.associationId === action.associationId);
      expect(['terminated', 'stopped', 'shutting-down', undefined]).toContain(
        stateIn(observed, held?.binding?.instanceId ?? ''),
      );
    }
  });
});

test('only vacant slots with a free address are launched into, and never more than the definition allows', () => {
  always((observed, { actions, writes }) => {
    for (const action of actions) {
      if (action.kind !== 'launch') continue;
      expect(action.slots.length).toBeLessThanOrEqual(fleet.launch.perTick);
      for (const { number } of action.slots) {
        const written = writes.find(({ after: next }) => next.number === number)?.after;
        const slot = written ?? observed.slots.find((seen) => seen.number === number);
        expect(slot?.state).toBe('vacant');
        if (!observed.addresses.known) continue;
        const address = observed.addresses.value.find((seen) => seen.slot === number);
        expect(address?.binding).toBeUndefined();
      }
    }
  });
});

test('nothing is launched and let go in the same tick', () => {
  always((_, { actions, writes }) => {
    if (!actions.some(({ kind }) => kind === 'launch')) return;
    const letGo = writes.filter(({ after: next }) => next.state === 'draining');
    for (const { before, after: next } of letGo)
      if (before?.state === 'serving')
        expect(next.reason).toMatch(/not ready|impaired|AWS takes it away/);
  });
});

test('a frozen fleet lets nobody go to save money', () => {
  always((observed, { writes }) => {
    if (!observed.standing.freeze) return;
    for (const { before, after: next } of writes) {
      if (before?.state === 'serving' && next.state === 'draining')
        expect(next.reason).toMatch(/impaired|AWS takes it away|ada wants it/);
      if (before?.state === 'draining' && next.state === 'stopping')
        expect(['terminated', 'stopped', 'shutting-down', undefined]).toContain(
          stateIn(observed, before.instance.id),
        );
    }
  });
});

test('a held slot serves nobody new, and frozen launches are none', () => {
  always((observed, { actions, writes }) => {
    for (const { before, after: next } of writes)
      if (next.hold && before?.state === 'draining') expect(next.state).not.toBe('serving');
    for (const action of actions) {
      if (action.kind !== 'launch') continue;
      expect(observed.standing.freeze?.launchesToo).not.toBe(true);
      expect(action.slots.filter(({ hold }) => hold)).toEqual([]);
    }
  });
});

test('the same inputs give the same plan', () => {
  always((observed, decision) => expect(plan(fleet, observed, run)).toEqual(decision));
});
