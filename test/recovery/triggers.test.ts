import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isLive } from '../../local/cloud/ec2/instance.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  process.env['AWS_MAX_ATTEMPTS'] = '1';
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
afterEach(async () => {
  delete process.env['AWS_MAX_ATTEMPTS'];
  await fleet.close();
});

const TV_VOTE = { instances: 4, minutes: 60, reason: 'TV vote', actor: 'noc' };

/** The function, how it is called, and how many minutes later all of it is done. */
const TRIGGERS = [
  ['emergency-scale-out', { ...TV_VOTE, instances: 2 }, 4],
  ['operate-fleet', { action: 'drain', slot: 1, reason: 'a test', actor: 'noc' }, 6],
  ['operate-fleet', { action: 'freeze', reason: 'a test', actor: 'noc' }, 1],
] as const;

/** Everything but the times and ids that a delay changes. */
async function outcome() {
  const { slots, standing } = await fleet.stage.store.read('in-ngn');
  const changes = await fleet.stage.history.readChanges('in-ngn', NIGHT_MS, fleet.now() + 1);
  const ordered = await fleet.stage.history.readFleetChanges('in-ngn', NIGHT_MS, fleet.now() + 1);
  const told = fleet.subjects().filter((subject) => !/\d\d:\d\d/.test(subject));
  return {
    slots: slots.map(({ number, state, generation }) => `${number} ${state} ${generation}`),
    live: [...fleet.stage.cloud.ec2.instances.values()].filter((one) => isLive(one, fleet.now()))
      .length,
    overrides: standing.overrides.map(({ instances }) => instances),
    changes: changes.map(({ slot, kind }) => `${slot} ${kind}`).toSorted(),
    ordered: ordered.map(({ kind }) => kind),
    told: [...new Set(told)].toSorted(),
  };
}

test.each(TRIGGERS)(
  '%s that dies between any two of its calls and is asked again does what it would have done: %j',
  async (name, event, minutes) => {
    const before = fleet.stage.cloud.calls.length;
    await fleet.invoke(name, event);
    const calls = fleet.stage.cloud.calls.slice(before);
    await fleet.pass(minutes);
    const expected = await outcome();
    // Dying before a look at the world is dying before the next change of it.
    const changes = calls.map((action) => !/^(Describe|Query|BatchGet|Get)/.test(action));
    const cells = changes.flatMap((isChange, index) => (isChange ? [index] : []));
    for (const call of [...cells, calls.length].map((index) => index + 1)) {
      await fleet.close();
      fleet = await openLiveFleet({ fromMs: NIGHT_MS });
      await fleet.pass(3);
      fleet.stage.cloud.faults.dieAt(call);
      await fleet.invoke(name, event).catch(() => undefined);
      fleet.stage.cloud.faults.clear();
      await fleet.invoke(name, event);
      await fleet.pass(minutes);
      expect({ call, ...(await outcome()) }).toEqual({ call, ...expected });
    }
  },
  120_000,
);

test('triggers that come all at once launch what the largest of them asks for, once', async () => {
  const { stage } = fleet;
  await Promise.all([
    stage.tick(),
    fleet.invoke('emergency-scale-out', TV_VOTE),
    stage.tick(),
    fleet.invoke('emergency-scale-out', { ...TV_VOTE, instances: 3, reason: 'another' }),
    fleet.invoke('emergency-scale-out', TV_VOTE),
    fleet.invoke('operate-fleet', { action: 'drain', slot: 5, reason: 'a test' }),
    stage.tick(),
  ]);
  await fleet.pass(4);
  expect((await fleet.slots()).map(({ state }) => state)).toEqual([
    'serving',
    'serving',
    'serving',
    'serving',
    'vacant',
  ]);
  expect(stage.cloud.ec2.instances.size).toBe(4);
});
