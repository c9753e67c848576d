import { afterEach, expect, test } from '@jest/globals';
import { censusOf, fleetTextOf } from '../../bench/scale/fleet-of.ts';
import { grow } from '../../bench/scale/grow.ts';
import { seed } from '../../bench/scale/seed.ts';
import { openStage, type Stage } from '../../local/replay/stage.ts';
import type { StateChange } from '../../shared/domain/cloud.ts';
import { slotAfter } from '../support/fleet.ts';

let stage: Stage | undefined;
afterEach(() => stage?.close());

async function openSeeded(slots: number): Promise<Stage> {
  const census = censusOf(slots);
  let backMs = 0;
  const now = () => Date.now() - backMs;
  const opened = await openStage({ now, fleet: 'in-ngn', fleetText: fleetTextOf(census), slots });
  await seed(opened, census, (ms) => {
    backMs = ms;
  });
  return opened;
}

test('a quiet tick over a hundred slots makes seven calls, and writes no slot', async () => {
  stage = await openSeeded(100);
  const { calls } = stage.cloud;
  const tick = async () => {
    const from = calls.length;
    await stage?.tick();
    return calls.slice(from).toSorted();
  };
  await tick();
  const quiet = [await tick(), await tick()];
  // What EC2 has announced is looked up each tenth minute.
  for (const asked of quiet)
    expect(asked.filter((call) => call !== 'DescribeInstanceStatus')).toEqual([
      'BatchGetItem',
      'DescribeAddresses',
      'DescribeInstances',
      'Query',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
    ]);
});

test('slots lie in partitions of a thousand, and are read all, however many the fleet now has', async () => {
  stage = await openSeeded(1);
  const { store } = stage;
  const numbers = [999, 1_000, 1_999, 2_500];
  for (const number of numbers) await store.saveSlot(slotAfter(number, 0), undefined);
  const readBy = async (slots?: number) =>
    (await store.read('in-ngn', slots)).slots.map(({ number }) => number);
  expect(await readBy()).toEqual([1, 999]);
  expect(await readBy(2_500)).toEqual([1, ...numbers]);
  await store.takeLease('in-ngn', { owner: 'a', untilMs: 1 }, 0);
  const record = { atMs: 0, desired: 1, decidedBy: '', detail: '', serving: 1, coming: 0 };
  await store.closeTick('in-ngn', { ...record, slotsTo: 2_500, samples: [] }, 'a');
  expect(await readBy(1)).toEqual([1, ...numbers]);
});

test('a run that holds the lease hears of what happens meanwhile, and no other run does', async () => {
  stage = await openSeeded(1);
  const { store } = stage;
  const told = [{ instanceId: 'i-1', state: 'terminated' }] as const;
  const record = { atMs: 0, desired: 1, decidedBy: '', detail: '', serving: 1, coming: 0 };
  const close = (owner: string) => store.closeTick('in-ngn', { ...record, samples: [] }, owner);
  expect(await store.wake('in-ngn', told, 0)).toBe(false);
  await store.takeLease('in-ngn', { owner: 'a', untilMs: 10 }, 0);
  expect(await store.wake('in-ngn', told, 11)).toBe(false);
  expect(await store.wake('in-ngn', told, 5)).toBe(true);
  expect(await close('b')).toBeUndefined();
  expect(await close('a')).toEqual(told);
  await store.takeLease('in-ngn', { owner: 'b', untilMs: 10 }, 0);
  expect(await close('b')).toBeUndefined();
});

test('of what many tell a run at once nothing is lost, and something that tells it nothing wakes it too', async () => {
  stage = await openSeeded(1);
  const { store } = stage;
  const told = Array.from({ length: 20 }, (_, at) => ({ instanceId: `i-${at}`, state: 'running' }));
  const record = { atMs: 0, desired: 1, decidedBy: '', detail: '', serving: 1, coming: 0 };
  const close = () => store.closeTick('in-ngn', { ...record, samples: [] }, 'a');
  await store.takeLease('in-ngn', { owner: 'a', untilMs: 10 }, 0);
  await Promise.all(told.map((each) => store.wake('in-ngn', [each as StateChange], 5)));
  const heard = (await close()) ?? [];
  expect(heard.toSorted((a, b) => a.instanceId.localeCompare(b.instanceId))).toEqual(
    told.toSorted((a, b) => a.instanceId.localeCompare(b.instanceId)),
  );
  await store.takeLease('in-ngn', { owner: 'a', untilMs: 20 }, 10);
  await store.wake('in-ngn', [], 15);
  expect(await close()).toEqual([]);
});

test('launches beyond what EC2 takes at once come up without a refusal', async () => {
  const { throttled, seconds } = await grow(70);
  expect(throttled).toBe(0);
  // Ready after fifty, and announced by their own heartbeats: before the next tick.
  expect(seconds).toBeLessThan(60);
}, 120_000);
