import { expect, test } from '@jest/globals';
import type { Slot } from '../../../../shared/domain/slot/slot.ts';
import { known, type Observed, unknown } from '../../../../shared/planner/observed.ts';
import { plan } from '../../../../shared/planner/plan.ts';
import {
  addressOf,
  after,
  arnOf,
  booting,
  cloudInstance,
  definition,
  draining,
  heartbeat,
  launching,
  NIGHT_MS,
  PEAK_MS,
  quietSamples,
  serving,
  slotAfter,
  stopping,
  wellObserved,
} from '../../../support/fleet.ts';

const fleet = definition();
const HOUR_MS = 3_600_000;
/** Less serves than is needed at this moment. */
const LATE = 'condition late-for-rise';
const vacant = (number: number) => slotAfter(number, NIGHT_MS - HOUR_MS);

/** What one tick does, in words. */
function says(observed: Observed, nowMs: number, of = fleet): string[] {
  const { writes, actions, conditions } = plan(of, observed, { nowMs, writer: 'run' });
  return [
    ...writes.map(
      ({ before, after: next }) => `slot ${next.number}: ${before?.state} -> ${next.state}`,
    ),
    ...actions.map((action) => {
      if (action.kind === 'launch') return `launch ${action.slots.map(({ number }) => number)}`;
      if (action.kind === 'repeat-order') return `repeat ${action.token}`;
      if (action.kind === 'unbind-address') return `unbind ${action.associationId}`;
      const told = action.kind === 'direct' ? ` ${action.directive}` : '';
      return `${action.kind}${told} ${action.slot.number}`;
    }),
    ...conditions.map(({ key }) => `condition ${key}`),
  ];
}

function beats(slots: readonly Slot[], nowMs: number, change: Parameters<typeof heartbeat>[2]) {
  const each = slots.map(({ number }) => heartbeat(`i-${number}`, nowMs, change));
  return known(new Map(each.map((beat) => [beat.instanceArn, beat])));
}

test('a fleet that fits its load is left alone', () => {
  const slots = [serving(1, NIGHT_MS - HOUR_MS), vacant(2), vacant(3), vacant(4), vacant(5)];
  expect(says(wellObserved(slots, NIGHT_MS), NIGHT_MS)).toEqual([]);
});

test('an empty table is filled from the tags, and the first instance launched the tick after', () => {
  const nothing = wellObserved([], NIGHT_MS);
  expect(says(nothing, NIGHT_MS)).toEqual([
    'slot 1: undefined -> vacant',
    'slot 2: undefined -> vacant',
    'slot 3: undefined -> vacant',
    'slot 4: undefined -> vacant',
    'slot 5: undefined -> vacant',
    'launch 1',
  ]);
});

test('what is missing is launched, the lowest vacant slots first', () => {
  const slots = [serving(1, PEAK_MS - HOUR_MS), vacant(2), vacant(3), vacant(4), vacant(5)];
  expect(says(wellObserved(slots, PEAK_MS), PEAK_MS)).toEqual(['launch 2,3,4,5', LATE]);
});

test('a drain is taken back before anything is launched', () => {
  const slots = [
    serving(1, NIGHT_MS),
    serving(2, NIGHT_MS),
    serving(3, NIGHT_MS),
    draining(4, PEAK_MS - 60_000),
    vacant(5),
  ];
  expect(says(wellObserved(slots, PEAK_MS), PEAK_MS)).toEqual([
    'slot 4: draining -> serving',
    'launch 5',
    'direct serve 4',
    LATE,
  ]);
});

test('a launch whose outcome is not known is the same call again', () => {
  const slots = [
    serving(1, NIGHT_MS),
    launching(2, NIGHT_MS - 60_000),
    vacant(3),
    vacant(4),
    vacant(5),
  ];
  const observed = wellObserved(slots, NIGHT_MS);
  expect(says(observed, NIGHT_MS)).toEqual(['repeat token-2']);
});

test('a launch that EC2 already shows is taken over by its token', () => {
  const slot = launching(2, NIGHT_MS - 60_000);
  const slots = [serving(1, NIGHT_MS), slot, vacant(3), vacant(4), vacant(5)];
  const observed = wellObserved(slots, NIGHT_MS);
  const shown = known([cloudInstance(slots[0] as Slot), cloudInstance(slot)]);
  expect(says({ ...observed, instances: shown }, NIGHT_MS)).toEqual([
    'slot 2: launching -> booting',
  ]);
});

test('a booting instance gets its address once it runs, and serves once that is read back and it is ready', () => {
  const slot = booting(1, NIGHT_MS - 120_000);
  const slots = [slot, vacant(2), vacant(3), vacant(4), vacant(5)];
  const observed = wellObserved(slots, NIGHT_MS);
  const pending = known([cloudInstance(slot, { state: 'pending' })]);
  const free = known([1, 2, 3, 4, 5].map((number) => addressOf(number)));
  expect(says({ ...observed, instances: pending, addresses: free }, NIGHT_MS)).toEqual([]);
  expect(says({ ...observed, addresses: free }, NIGHT_MS)).toEqual(['bind-address 1']);
  expect(
    says({ ...observed, heartbeats: beats([slot], NIGHT_MS, { ready: false }) }, NIGHT_MS),
  ).toEqual([]);
  expect(says(observed, NIGHT_MS)).toEqual(['slot 1: booting -> serving']);
});

test('an instance that is not ready by the deadline is replaced', () => {
  const slot = booting(1, NIGHT_MS - 13 * 60_000);
  const slots = [slot, vacant(2), vacant(3), vacant(4), vacant(5)];
  const mute = { ...wellObserved(slots, NIGHT_MS), heartbeats: known(new Map()) };
  expect(says(mute, NIGHT_MS)).toEqual(['slot 1: booting -> stopping', 'launch 2']);
});

test('an instance that died leaves at once and another slot is launched', () => {
  const slot = serving(1, NIGHT_MS - HOUR_MS);
  const slots = [slot, vacant(2), vacant(3), vacant(4), vacant(5)];
  const dead = known([cloudInstance(slot, { state: 'terminated' })]);
  expect(says({ ...wellObserved(slots, NIGHT_MS), instances: dead }, NIGHT_MS)).toEqual([
    'slot 1: serving -> stopping',
    'launch 2',
    LATE,
  ]);
});

test('too much capacity drains one slot at a time, the one with the fewest old calls', () => {
  const slots = [1, 2, 3]
    .map((number) => serving(number, NIGHT_MS - HOUR_MS))
    .concat([vacant(4), vacant(5)]);
  const old = (number: number, callsOlderThanTenMinutes: number) =>
    heartbeat(`i-${number}`, NIGHT_MS, { channels: 10, calls: 10, callsOlderThanTenMinutes });
  const heartbeats = known(
    new Map([old(1, 3), old(2, 0), old(3, 2)].map((beat) => [beat.instanceArn, beat])),
  );
  const observed = { ...wellObserved(slots, NIGHT_MS), heartbeats };
  expect(says(observed, NIGHT_MS)).toEqual(['slot 2: serving -> draining']);
});

test.each([
  ['the recent past was busier', { samples: quietSamples(NIGHT_MS, 200) }],
  ['ticks were missed', { samples: quietSamples(NIGHT_MS, 10).filter((_, index) => index < 8) }],
  ['there is no past yet', { samples: [] }],
  ['EC2 cannot be read', { instances: unknown('throttled') }],
] as const)('nothing is let go when %s', (_, change) => {
  const slots = [1, 2, 3]
    .map((number) => serving(number, NIGHT_MS - HOUR_MS))
    .concat([vacant(4), vacant(5)]);
  const heartbeats = beats(slots.slice(0, 3), NIGHT_MS, { channels: 10, calls: 10 });
  const observed = {
    ...wellObserved(slots, NIGHT_MS),
    heartbeats,
    ...(change as Partial<Observed>),
  };
  expect(says(observed, NIGHT_MS).filter((line) => line.includes('draining'))).toEqual([]);
});

test('a draining slot is told to refuse calls only after the softswitch has moved on', () => {
  const slot = draining(2, NIGHT_MS - 30_000, NIGHT_MS - 30_000);
  const slots = [serving(1, NIGHT_MS - HOUR_MS), slot, vacant(3), vacant(4), vacant(5)];
  expect(says(wellObserved(slots, NIGHT_MS), NIGHT_MS)).toEqual([]);
  const later = NIGHT_MS + 60_000;
  expect(says(wellObserved(slots, later), later)).toEqual(['direct drain 2']);
});

test('a drain that lasts too long pages a person and keeps waiting', () => {
  const since = NIGHT_MS - 4 * HOUR_MS;
  const slots = [serving(1, since), draining(2, since, since), vacant(3), vacant(4), vacant(5)];
  const { writes } = plan(fleet, wellObserved(slots, NIGHT_MS), { nowMs: NIGHT_MS, writer: 'run' });
  expect(writes[0]?.after).toMatchObject({
    state: 'draining',
    flags: { overdue: { sinceMs: NIGHT_MS } },
  });
});

test('calls are ended only where the definition says so in so many words', () => {
  const since = NIGHT_MS - 4 * HOUR_MS;
  const slots = [serving(1, since), draining(2, since, since), vacant(3), vacant(4), vacant(5)];
  const written = definition({ drain: { ...fleet.drain, cutCallsAfter: 2 * HOUR_MS } });
  expect(says(wellObserved(slots, NIGHT_MS), NIGHT_MS, written)).toEqual([
    'slot 2: draining -> stopping',
  ]);
});

test('an empty instance is told to stop, terminated if it does not, and its slot rests', () => {
  const slot = stopping(2, NIGHT_MS);
  const slots = [serving(1, NIGHT_MS - HOUR_MS), slot, vacant(3), vacant(4), vacant(5)];
  const empty = (nowMs: number) =>
    new Map([
      [arnOf('i-1'), heartbeat('i-1', nowMs)],
      [arnOf('i-2'), heartbeat('i-2', nowMs, { channels: 0, calls: 0 })],
    ]);
  const at = (nowMs: number, change: Parameters<typeof cloudInstance>[1]): Observed => ({
    ...wellObserved(slots, nowMs),
    heartbeats: known(empty(nowMs)),
    instances: known([cloudInstance(slots[0] as Slot), cloudInstance(slot, change)]),
  });
  const late = NIGHT_MS + 6 * 60_000;
  expect(says(at(NIGHT_MS, { directive: 'drain' }), NIGHT_MS)).toEqual(['direct stop 2']);
  expect(says(at(NIGHT_MS + 60_000, { directive: 'stop' }), NIGHT_MS + 60_000)).toEqual([]);
  expect(says(at(late, { directive: 'stop' }), late)).toEqual(['terminate 2']);
  expect(says(at(late, { state: 'terminated' }), late)).toEqual(['unbind eipassoc-2']);
  const free = {
    ...at(late, { state: 'terminated' }),
    addresses: known([addressOf(1, 'i-1'), ...[2, 3, 4, 5].map((n) => addressOf(n))]),
  };
  expect(says(free, late)).toEqual(['slot 2: stopping -> resting']);
});

test('an instance in no slot is reported and left alone', () => {
  const slots = [serving(1, NIGHT_MS - HOUR_MS), vacant(2), vacant(3), vacant(4), vacant(5)];
  const stray = cloudInstance(vacant(3), { id: 'i-stray', order: 'unknown' });
  const observed = {
    ...wellObserved(slots, NIGHT_MS),
    instances: known([cloudInstance(slots[0] as Slot), stray]),
  };
  expect(says(observed, NIGHT_MS)).toEqual(['condition orphan:i-stray']);
});

test('a table that was lost is made again from the tags, and what carries calls comes back serving', () => {
  const slot = after(serving(2, NIGHT_MS - HOUR_MS), NIGHT_MS, {
    kind: 'flag-raised',
    flag: 'silent',
  });
  const running = cloudInstance(slot, { member: { slot: 2, generation: 7 } });
  const beat = heartbeat('i-2', NIGHT_MS);
  const observed: Observed = {
    ...wellObserved([], NIGHT_MS),
    instances: known([running]),
    addresses: known(
      [1, 2, 3, 4, 5].map((number) => addressOf(number, number === 2 ? 'i-2' : undefined)),
    ),
    heartbeats: known(new Map([[beat.instanceArn, beat]])),
  };
  const { writes } = plan(fleet, observed, { nowMs: NIGHT_MS, writer: 'run' });
  expect(writes.find(({ after: next }) => next.number === 2)?.after).toMatchObject({
    state: 'serving',
    generation: 7,
    instance: { id: 'i-2' },
    address: { ip: '198.51.100.2' },
  });
});

test('an instance that is ready but cannot have its address is no capacity for ever', () => {
  const slot = booting(1, NIGHT_MS - 13 * 60_000);
  const slots = [slot, vacant(2), vacant(3), vacant(4), vacant(5)];
  const addresses = known([addressOf(1, 'i-foreign'), ...[2, 3, 4, 5].map((n) => addressOf(n))]);
  const heartbeats = beats([slot], NIGHT_MS, { channels: 0, calls: 0 });
  const observed = { ...wellObserved(slots, NIGHT_MS), addresses, heartbeats };
  expect(says(observed, NIGHT_MS)).toEqual(['slot 1: booting -> stopping', 'launch 2']);
});

test('an instance that has calls after its proof is not terminated, and a person is told', () => {
  const slots = [serving(1, NIGHT_MS), stopping(2, NIGHT_MS), vacant(3), vacant(4), vacant(5)];
  const late = NIGHT_MS + 6 * 60_000;
  const instances = known([
    cloudInstance(slots[0] as Slot),
    cloudInstance(slots[1] as Slot, { directive: 'stop' }),
  ]);
  expect(says({ ...wellObserved(slots, late), instances }, late)).toEqual([
    'condition busy-after-proof:2',
  ]);
});

/** A serving slot that has said for two minutes that it cannot serve. */
function sick(number: number): Slot {
  const flag = { kind: 'flag-raised', flag: 'unhealthy' } as const;
  return after(serving(number, NIGHT_MS - HOUR_MS), NIGHT_MS - 120_000, flag);
}

test('the only instance is not drained because it cannot serve: its replacement is launched first', () => {
  const slots = [sick(1), vacant(2), vacant(3), vacant(4), vacant(5)];
  const heartbeats = beats([slots[0] as Slot], NIGHT_MS, { ready: false });
  expect(says({ ...wellObserved(slots, NIGHT_MS), heartbeats }, NIGHT_MS)).toEqual([
    'launch 2',
    LATE,
  ]);
});

test('an instance that cannot serve is drained once another is there that can', () => {
  const slots = [sick(1), serving(2, NIGHT_MS - HOUR_MS), vacant(3), vacant(4), vacant(5)];
  const observed = wellObserved(slots, NIGHT_MS);
  const beat = (number: number, ready: boolean) => heartbeat(`i-${number}`, NIGHT_MS, { ready });
  const heartbeats = known(
    new Map([beat(1, false), beat(2, true)].map((each) => [each.instanceArn, each])),
  );
  expect(says({ ...observed, heartbeats }, NIGHT_MS)).toEqual(['slot 1: serving -> draining']);
});

test('what is ready again while it drains may be taken back', () => {
  const slot = after(sick(1), NIGHT_MS - 60_000, { kind: 'drain-began' });
  const slots = [slot, vacant(2), vacant(3), vacant(4), vacant(5)];
  expect(says(wellObserved(slots, NIGHT_MS), NIGHT_MS)).toEqual([
    'slot 1: draining -> serving',
    'direct serve 1',
  ]);
});

test('an instance that EC2 does not show keeps its slot while its address is bound', () => {
  const slots = [1, 2, 3].map((n) => serving(n, NIGHT_MS - HOUR_MS)).concat([vacant(4), vacant(5)]);
  const observed: Observed = {
    ...wellObserved(slots, NIGHT_MS),
    instances: known([]),
    heartbeats: beats(slots.slice(0, 3), NIGHT_MS - 20 * 60_000, {}),
  };
  const lines = says(observed, NIGHT_MS);
  expect(lines.filter((line) => line.includes('->'))).toEqual([]);
  expect(lines).toContain('condition unseen:i-1');
});

test('nothing is terminated while heartbeats cannot be read', () => {
  const slots = [serving(1, NIGHT_MS), stopping(2, NIGHT_MS), vacant(3), vacant(4), vacant(5)];
  const late = NIGHT_MS + 6 * 60_000;
  const observed: Observed = {
    ...wellObserved(slots, late),
    instances: known(slots.slice(0, 2).map((slot) => cloudInstance(slot, { directive: 'stop' }))),
    heartbeats: unknown('DynamoDB is away'),
  };
  expect(says(observed, late).filter((line) => line.startsWith('terminate'))).toEqual([]);
});

test('a booting instance that spoke once and then fell silent is no capacity for ever', () => {
  const slot = booting(2, NIGHT_MS - HOUR_MS);
  const slots = [serving(1, NIGHT_MS - 2 * HOUR_MS), slot, vacant(3), vacant(4), vacant(5)];
  const spoken = [heartbeat('i-1', NIGHT_MS), heartbeat('i-2', NIGHT_MS - HOUR_MS + 240_000)];
  const heartbeats = known(new Map(spoken.map((beat) => [beat.instanceArn, beat])));
  expect(says({ ...wellObserved(slots, NIGHT_MS), heartbeats }, NIGHT_MS)).toEqual([
    'slot 2: booting -> draining',
  ]);
});

test('a launch of unknown outcome is repeated, then only watched, then given up', () => {
  const at = (minutes: number) => {
    const slot = launching(2, NIGHT_MS - minutes * 60_000);
    const slots = [serving(1, NIGHT_MS - HOUR_MS), slot, vacant(3), vacant(4), vacant(5)];
    return says(wellObserved(slots, NIGHT_MS), NIGHT_MS);
  };
  expect(at(20)).toEqual(['repeat token-2']);
  expect(at(21)).toEqual([]);
  expect(at(31)).toEqual(['slot 2: launching -> vacant']);
});

test('a small instance is let go only while what stays is enough', () => {
  const half = (number: number): Slot => {
    const slot = serving(number, NIGHT_MS - HOUR_MS);
    if (slot.state !== 'serving') return slot;
    const placement = { ...slot.instance.placement, planned: 40 };
    return { ...slot, instance: { ...slot.instance, placement } };
  };
  const slots = [half(1), half(2), vacant(3), vacant(4), vacant(5)];
  const heartbeats = beats(slots.slice(0, 2), NIGHT_MS, { channels: 10, calls: 10 });
  expect(says({ ...wellObserved(slots, NIGHT_MS), heartbeats }, NIGHT_MS)).toEqual([]);
});

test('a slot whose drain is taken back hears one directive, not two', () => {
  const since = PEAK_MS - 5 * 60_000;
  const slots = [draining(2, since, since), vacant(1), vacant(3), vacant(4), vacant(5)];
  const lines = says(wellObserved(slots, PEAK_MS), PEAK_MS);
  expect(lines.filter((line) => line.startsWith('direct'))).toEqual(['direct serve 2']);
});
