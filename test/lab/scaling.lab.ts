import { afterEach, expect, test } from '@jest/globals';
import { AGENT, SECOND_LEG_NUMBER } from '../../lab/application/application.ts';
import { startAnswerers } from '../../lab/callers/answerers.ts';
import type { Lab } from '../../lab/lab.ts';
import {
  busiestIn,
  expectAllCompleted,
  HOLDING_MS,
  instanceIn,
  openQuietLab,
  order,
  scaleOut,
  seconds,
  until,
} from './support.ts';

let lab: Lab;

afterEach(() => lab.close());

async function isFenced(slot: number): Promise<boolean> {
  return (await instanceIn(lab, slot).command('pjsip show maintenance')).includes('softswitch');
}

test('a call that needs a second leg during a drain gets it', async () => {
  lab = await openQuietLab();
  await scaleOut(lab, 2, 600);
  const answerers = startAnswerers(lab.tools, `${lab.folder}/answerers`, AGENT);
  const callers = lab.call({
    number: SECOND_LEG_NUMBER,
    meanHoldingMs: 15_000,
    holding: 'fixed',
    perSecond: 5,
  });
  await seconds(2);
  callers.setRate(0);
  await order(lab, { action: 'drain', slot: 1 });
  await until('the fence', () => isFenced(1), 7);
  expect(answerers.answered()).toBe(0);
  const { placed, completed, failed, cut } = await callers.finish();
  expect({ failed, cut, completed }).toEqual({ failed: 0, cut: 0, completed: placed });
  expect(answerers.answered()).toBe(placed);
  answerers.kill();
});

test('calls go on while the controller is absent', async () => {
  lab = await openQuietLab();
  await scaleOut(lab, 3, 45);
  const callers = lab.call({ meanHoldingMs: HOLDING_MS, perSecond: 10 });
  await lab.pause();
  // Longer than five of its minutes, and long after what was asked for has ended.
  await seconds(10);
  expect(lab.instances.up).toHaveLength(3);
  lab.control();
  await lab.awaitSlots('vacant', 4, 60);
  await expectAllCompleted(callers, 150);
});

test('a naive scale-in cuts calls, and this lab counts them', async () => {
  lab = await openQuietLab();
  await scaleOut(lab, 2, 600);
  const callers = lab.call({ meanHoldingMs: 6_000, holding: 'fixed', perSecond: 10 });
  await seconds(4);
  const { instance, calls: carried } = await busiestIn(lab);
  await instance.command('core stop now').catch(() => undefined);
  await seconds(3);
  const { cut } = await callers.finish();
  expect(carried).toBeGreaterThan(5);
  expect(cut).toBeGreaterThanOrEqual(carried - 2);
});
