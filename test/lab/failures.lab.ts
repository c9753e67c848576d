import { afterEach, expect, test } from '@jest/globals';
import type { Lab } from '../../lab/lab.ts';
import {
  busiestIn,
  expectAllCompleted,
  HOLDING_MS,
  instanceIn,
  openQuietLab,
  scaleOut,
  seconds,
  until,
} from './support.ts';

let lab: Lab;

afterEach(() => lab.close());

test('an instance that dies under load takes its own calls with it and no others, and is replaced', async () => {
  lab = await openQuietLab();
  await scaleOut(lab, 2, 600);
  const callers = lab.call({ meanHoldingMs: 6_000, holding: 'fixed', perSecond: 10 });
  await seconds(5);
  const { instance: dying, calls: carried } = await busiestIn(lab);
  const diedAt = performance.now();
  const cloudInstance = lab.stage.cloud.ec2.instances.get(dying.id);
  if (cloudInstance) lab.stage.cloud.ec2.terminate(cloudInstance);
  await until('out of the routes', async () => (await lab.kamailio.routes()) === 1);
  const outOfRoutesMs = performance.now() - diedAt;
  await lab.awaitSlots('serving', 2, 40);
  const replacedMs = performance.now() - diedAt;
  const { failed, cut } = await callers.finish();
  process.stderr.write(
    `an instance died with ${carried} calls: ${cut} cut, ${failed} failed, out of the routes after ${Math.round(outOfRoutesMs)} ms, replaced after ${(replacedMs / 1000).toFixed(1)} s\n`,
  );
  expect(carried).toBeGreaterThan(10);
  // A call may have come or gone between the count and the death.
  expect(Math.abs(cut - carried)).toBeLessThanOrEqual(4);
  expect(failed).toBe(0);
});

test('an Asterisk that is killed is started again, two slots take calls again, and no other call is lost', async () => {
  lab = await openQuietLab();
  await scaleOut(lab, 2, 600);
  const callers = lab.call({ meanHoldingMs: 4_000, holding: 'fixed', perSecond: 10 });
  await seconds(4);
  const { instance, calls: carried } = await busiestIn(lab);
  instance.asterisk?.kill('SIGKILL');
  await until('Asterisk', async () => (await instance.metrics())?.callsSum !== undefined);
  // Here it is unready for minutes of the fleet's time: its own instance is back, or its replacement is there.
  await until('calls on two slots', takeCalls(2), 40);
  const { failed, cut } = await callers.finish();
  expect(carried).toBeGreaterThan(10);
  expect(Math.abs(cut - carried)).toBeLessThanOrEqual(4);
  expect(failed).toBe(0);
});

test('a softswitch that starts again routes as before, and calls that were up end as they should', async () => {
  lab = await openQuietLab();
  await scaleOut(lab, 2, 600);
  const callers = lab.call({ meanHoldingMs: HOLDING_MS, perSecond: 10 });
  await seconds(4);
  await lab.kamailio.restart();
  await seconds(4);
  await expectAllCompleted(callers, 60);
});

test('an agent that is killed starts again, and nothing happens to a call', async () => {
  lab = await openQuietLab();
  const callers = lab.call({ meanHoldingMs: HOLDING_MS, perSecond: 10 });
  await seconds(2);
  const instance = instanceIn(lab, 1);
  const { pid } = instance.agent ?? {};
  instance.agent?.kill('SIGKILL');
  await until(
    'a new agent',
    () => instance.agent?.isRunning === true && instance.agent.pid !== pid,
  );
  await seconds(8);
  const { slots } = await lab.stage.store.read(lab.definition.fleet);
  expect(slots[0]).toMatchObject({ state: 'serving', flags: {} });
  await expectAllCompleted(callers, 80);
});

function takeCalls(instances: number): () => Promise<boolean> {
  return async () => {
    const { slots } = await lab.stage.store.read(lab.definition.fleet);
    const serving = slots.filter(({ state }) => state === 'serving').map(({ number }) => number);
    const up = lab.instances.up.filter(({ slot }) => serving.includes(slot));
    const counted = await Promise.all(up.map((instance) => instance.metrics()));
    return counted.filter((each) => (each?.inbound ?? 0) > 0).length === instances;
  };
}
