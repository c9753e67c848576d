import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { live, type SlotEvent } from '../../../../../shared/domain/slot/life.ts';
import type { Slot, SlotState } from '../../../../../shared/domain/slot/slot.ts';
import {
  booting,
  draining,
  instanceOf,
  intentOf,
  launching,
  NIGHT_MS,
  serving,
  slotAfter,
  stopping,
} from '../../../../support/fleet.ts';

const at = NIGHT_MS;
const because = { nowMs: at + 1000, reason: 'why', onBehalfOf: 'whom', writer: 'run' };
const evidence = { bootId: 'b', lastSequence: 1, readings: 1, firstAtMs: at, lastAtMs: at };
const address = { allocationId: 'eipalloc-1', ip: '198.51.100.1' };

const SLOTS: Readonly<Record<SlotState, Slot>> = {
  vacant: slotAfter(1, at),
  launching: launching(1, at),
  booting: booting(1, at),
  serving: serving(1, at),
  draining: draining(1, at, at),
  stopping: stopping(1, at),
  resting: live(stopping(1, at), { kind: 'instance-gone' }, because),
};

const EVENTS: readonly SlotEvent[] = [
  { kind: 'claimed', intent: intentOf(1, at) },
  { kind: 'launched', instance: instanceOf(1, at) },
  { kind: 'launch-refused' },
  { kind: 'became-ready', address },
  { kind: 'boot-failed' },
  { kind: 'instance-lost' },
  { kind: 'instance-gone' },
  { kind: 'rested' },
  { kind: 'drain-began' },
  { kind: 'flag-raised', flag: 'silent' },
  { kind: 'flag-lowered', flag: 'silent' },
  { kind: 'withdrawn', revision: 7, toldAtMs: at },
  { kind: 'reading', evidence },
  { kind: 'drain-taken-back' },
  { kind: 'proved-empty' },
  { kind: 'calls-cut-by-policy' },
];

/** The whole life of a slot. What is not in it cannot happen. */
const LIFE: Readonly<Record<SlotState, Readonly<Partial<Record<SlotEvent['kind'], SlotState>>>>> = {
  vacant: { claimed: 'launching', launched: 'booting' },
  launching: { launched: 'booting', 'launch-refused': 'vacant' },
  booting: { 'became-ready': 'serving', 'boot-failed': 'stopping', 'instance-lost': 'stopping' },
  serving: {
    'drain-began': 'draining',
    'instance-lost': 'stopping',
    'flag-raised': 'serving',
    'flag-lowered': 'serving',
  },
  draining: {
    'drain-taken-back': 'serving',
    'proved-empty': 'stopping',
    'calls-cut-by-policy': 'stopping',
    'instance-lost': 'stopping',
    'flag-raised': 'draining',
    'flag-lowered': 'draining',
    withdrawn: 'draining',
    reading: 'draining',
  },
  stopping: { 'instance-gone': 'resting' },
  resting: { rested: 'vacant' },
};

const STATES = Object.keys(SLOTS) as SlotState[];
const PAIRS = STATES.flatMap((state) =>
  EVENTS.map((event) => ({ state, event, kind: event.kind })),
);

test.each(PAIRS)('$kind while $state leads where the life of a slot says, or nowhere', (pair) => {
  const to = LIFE[pair.state][pair.kind];
  const attempt = () => live(SLOTS[pair.state], pair.event, because);
  if (to) expect(attempt().state).toBe(to);
  else expect(attempt).toThrow(`${pair.kind} while ${pair.state}`);
});

test('every change of state leaves one record: when, why and on whose behalf', () => {
  const after = live(SLOTS.serving, { kind: 'drain-began' }, because);
  expect(after.untold.slice(SLOTS.serving.untold.length)).toEqual([
    {
      fleet: 'in-ngn',
      slot: 1,
      generation: 1,
      version: after.version,
      atMs: because.nowMs,
      kind: 'drain-began',
      from: 'serving',
      to: 'draining',
      reason: 'why',
      onBehalfOf: 'whom',
      instanceId: 'i-1',
    },
  ]);
});

test('a reading and the mark of a withdrawal are no change of state and leave no record', () => {
  for (const event of EVENTS.filter(({ kind }) => kind === 'reading' || kind === 'withdrawn'))
    expect(live(SLOTS.draining, event, because).untold).toHaveLength(SLOTS.draining.untold.length);
});

test('whatever happens, versions grow by one, generations only with a launch, and no two lives mix', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(EVENTS.length - 1), { maxLength: 60 }), (choices) => {
      let slot: Slot = SLOTS.vacant;
      for (const choice of choices) {
        const event = EVENTS[choice] as SlotEvent;
        if (!LIFE[slot.state][event.kind]) continue;
        const next = live(slot, event, because);
        expect(next.version).toBe(slot.version + 1);
        expect(next.generation - slot.generation).toBe(event.kind === 'claimed' ? 1 : 0);
        const holds = ['booting', 'serving', 'draining', 'stopping'].includes(next.state);
        expect('instance' in next).toBe(holds);
        expect('drain' in next).toBe(next.state === 'draining');
        expect('intent' in next).toBe(next.state === 'launching');
        slot = next;
      }
    }),
  );
});

test('failed boots of a slot are counted until one becomes ready', () => {
  let slot = live(SLOTS.booting, { kind: 'boot-failed' }, because);
  expect(slot.lastBoot).toMatchObject({ ready: false, failuresInARow: 1 });
  for (const event of [
    { kind: 'instance-gone' },
    { kind: 'rested' },
    { kind: 'claimed', intent: intentOf(1, at) },
    { kind: 'launched', instance: instanceOf(1, at) },
  ] as const)
    slot = live(slot, event, because);
  expect(live(slot, { kind: 'instance-lost' }, because).lastBoot).toMatchObject({
    failuresInARow: 2,
  });
  const ready = live(slot, { kind: 'became-ready', address }, because);
  expect(ready.lastBoot).toMatchObject({ ready: true, failuresInARow: 0 });
});
