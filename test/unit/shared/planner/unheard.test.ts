import { expect, test } from '@jest/globals';
import { launchOutcomeOf } from '../../../../shared/adapters/aws/errors.ts';
import type { LaunchOrder } from '../../../../shared/domain/launch-order.ts';
import type { Slot } from '../../../../shared/domain/slot/slot.ts';
import { known, type Observed, unknown } from '../../../../shared/planner/observed.ts';
import { plan } from '../../../../shared/planner/plan.ts';
import {
  after,
  arnOf,
  cloudInstance,
  definition,
  draining,
  heartbeat,
  intentOf,
  launching,
  NIGHT_MS,
  serving,
  slotAfter,
  wellObserved,
} from '../../../support/fleet.ts';

const MINUTE_MS = 60_000;
const LONG_AGO_MS = NIGHT_MS - 60 * MINUTE_MS;

function planned(observed: Observed, nowMs = NIGHT_MS) {
  const fleet = definition({ slots: 3 });
  const { writes, actions } = plan(fleet, observed, { nowMs, writer: 'a test' });
  return {
    writes: writes.map(
      ({ before, after: next }) => `${next.number} ${before?.state}>${next.state}`,
    ),
    actions: actions.map(({ kind }) => kind),
  };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

test('a refusal is believed where every attempt before it was refused or throttled', () => {
  const earlier = [named('RequestLimitExceeded'), named('InsufficientInstanceCapacity')];
  expect(launchOutcomeOf(named('InsufficientInstanceCapacity'), earlier)).toMatchObject({
    is: 'refused',
    scope: 'zone',
  });
});

test('a refusal after an attempt that may have launched says nothing', () => {
  for (const name of ['TimeoutError', 'InternalError', 'Unavailable'])
    expect(launchOutcomeOf(named('UnauthorizedOperation'), [named(name)])).toMatchObject({
      is: 'unknown',
    });
});

test('a token whose instance has ended is used up, whatever came before', () => {
  const outcome = launchOutcomeOf(named('IdempotentInstanceTerminated'), [named('TimeoutError')]);
  expect(outcome).toMatchObject({ is: 'refused', scope: 'order' });
});

test('an order is repeated only once whoever placed it cannot be calling any more', () => {
  const slots = [serving(1, LONG_AGO_MS), launching(2, NIGHT_MS)];
  const observed = wellObserved(slots, NIGHT_MS);
  expect(planned(observed, NIGHT_MS + 40_000).actions).not.toContain('repeat-order');
  expect(planned(observed, NIGHT_MS + 59_000).actions).toContain('repeat-order');
});

test('an instance of an order that was given up is taken in, and one without its order is not', () => {
  const claimed = slotAfter(2, LONG_AGO_MS, { kind: 'claimed', intent: intentOf(2, LONG_AGO_MS) });
  const given: Slot = after(claimed, LONG_AGO_MS, { kind: 'launch-refused' });
  const slots = [serving(1, LONG_AGO_MS), given];
  const left = cloudInstance(given, { id: 'i-2', arn: arnOf('i-2'), order: 'token-2' });
  const order: LaunchOrder = {
    fleet: 'in-ngn',
    ...intentOf(2, LONG_AGO_MS),
    members: [{ slot: 2, generation: 1 }],
    isRefused: true,
  };
  const instances = known([cloudInstance(serving(1, LONG_AGO_MS)), left]);
  const base = wellObserved(slots, NIGHT_MS, { instances });
  expect(planned({ ...base, orders: [order] }).writes).toContain('2 vacant>booting');
  expect(planned(base).writes).not.toContain('2 vacant>booting');
});

test('nothing is judged empty, and nothing sick is drained, while EC2 cannot be read', () => {
  const told = LONG_AGO_MS;
  const read = (at: number, sequence: number) =>
    ({
      bootId: 'boot of i-2',
      lastSequence: sequence,
      readings: 9,
      firstAtMs: at,
      lastAtMs: at + 5 * MINUTE_MS,
    }) as const;
  const empty = after(draining(2, told, told), told, {
    kind: 'reading',
    evidence: read(NIGHT_MS - 9 * MINUTE_MS, 1),
  });
  const sick = after(serving(3, told), told, { kind: 'flag-raised', flag: 'unhealthy' });
  const slots = [serving(1, told), empty, sick];
  const beats = [
    heartbeat('i-1', NIGHT_MS),
    heartbeat('i-2', NIGHT_MS, { directive: 'drain', calls: 0, channels: 0, sequence: 2 }),
    heartbeat('i-3', NIGHT_MS, { ready: false, reasons: ['no timing source'] }),
  ];
  const heartbeats = known(new Map(beats.map((each) => [each.instanceArn, each])));
  const shown = slots.map((slot) =>
    cloudInstance(slot, slot.number === 2 ? { directive: 'drain' } : {}),
  );
  const seen = wellObserved(slots, NIGHT_MS, { heartbeats, instances: known(shown) });
  expect(planned(seen).writes).toEqual(['2 draining>stopping', '3 serving>draining']);
  expect(planned({ ...seen, instances: unknown('a test') }).writes).toEqual([]);
});

test('what was read before an instance was told again to drain proves nothing', () => {
  const evidence = {
    bootId: 'boot of i-2',
    lastSequence: 1,
    readings: 9,
    firstAtMs: LONG_AGO_MS,
    lastAtMs: LONG_AGO_MS,
  };
  const slot = after(draining(2, LONG_AGO_MS, LONG_AGO_MS), LONG_AGO_MS, {
    kind: 'reading',
    evidence,
  });
  const slots = [serving(1, LONG_AGO_MS), slot];
  const { writes, actions } = plan(definition({ slots: 2 }), wellObserved(slots, NIGHT_MS), {
    nowMs: NIGHT_MS,
    writer: 'a test',
  });
  expect(actions).toEqual([expect.objectContaining({ kind: 'direct', directive: 'drain' })]);
  expect(writes.map(({ after: next }) => 'drain' in next && next.drain.evidence)).toEqual([
    undefined,
  ]);
});

test('a slot whose order was never written counts as a launch of the hour', () => {
  const fleet = definition({ launch: { perTick: 5, perHour: 1, failuresBeforePause: 3 } });
  const slots = [launching(1, NIGHT_MS), slotAfter(2, LONG_AGO_MS)];
  const override = {
    id: 'x',
    instances: 2,
    fromMs: 0,
    untilMs: NIGHT_MS * 2,
    reason: 'a test',
    onBehalfOf: 'noc',
  };
  const observed = wellObserved(slots, NIGHT_MS);
  const standing = { ...observed.standing, overrides: [override] };
  const { actions } = plan(fleet, { ...observed, standing }, { nowMs: NIGHT_MS, writer: 'a test' });
  expect(actions.map(({ kind }) => kind)).not.toContain('launch');
});

test('the calls of slots that were only found now are counted, and a silent one makes the load unknown', () => {
  const slots = [serving(1, LONG_AGO_MS), serving(2, LONG_AGO_MS)];
  const observed = { ...wellObserved(slots, NIGHT_MS), slots: [] };
  const fleet = definition({ slots: 2 });
  const run = { nowMs: NIGHT_MS, writer: 'a test' };
  expect(plan(fleet, observed, run).load).toMatchObject({ known: true, sample: { channels: 80 } });
  const heartbeats = known(
    new Map([
      [arnOf('i-1'), heartbeat('i-1', NIGHT_MS)],
      [arnOf('i-2'), heartbeat('i-2', LONG_AGO_MS)],
    ]),
  );
  expect(plan(fleet, { ...observed, heartbeats }, run).load).toMatchObject({ known: false });
});
