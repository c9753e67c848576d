import { expect, test } from '@jest/globals';
import { createPassage } from '../../local/replay/triggers/passage.ts';
import { watchReadiness } from '../../local/replay/triggers/readiness.ts';
import { stateChange } from '../support/aws-events.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { openLiveFleet } from '../support/functions.ts';

const PERIOD_MS = 10_000;
const BOOT_MS = 50_000;

test('between two ticks an instance comes into service within a period and the way of its heartbeat', async () => {
  const fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  const { stage, world, now } = fleet;
  const set = (atMs: number) => fleet.wait(atMs - now());
  const passage = createPassage(stage, world, { now, set });
  const hear = watchReadiness({ stage, world, passage });
  await fleet.pass(3);
  const launchedAtMs = now();
  await fleet.invoke('emergency-scale-out', { instances: 2, minutes: 60, reason: 'a test' });
  const { id = '', runningAtMs = 0 } = [...stage.cloud.ec2.instances.values()].at(-1) ?? {};
  passage.at(runningAtMs + 1_500, async () => {
    await stage.invoke('handle-instance-event', stateChange(id, 'running'));
  });
  for (let periods = 0; periods < 7; periods += 1) {
    await hear(now());
    await passage.to(now() + PERIOD_MS);
  }
  const { slots } = await stage.store.read('in-ngn');
  const [, second] = slots;
  expect(second).toMatchObject({ state: 'serving', instance: { id } });
  const sinceReadyMs = (second?.sinceMs ?? 0) - launchedAtMs - BOOT_MS;
  expect(sinceReadyMs).toBeGreaterThan(0);
  expect(sinceReadyMs).toBeLessThanOrEqual(PERIOD_MS + 2_000);
  await fleet.close();
}, 30_000);
