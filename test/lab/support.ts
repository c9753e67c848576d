import { expect } from '@jest/globals';
import type { Callers } from '../../lab/callers/callers.ts';
import type { Instance } from '../../lab/instances/instance.ts';
import { type Lab, type LabOptions, openLab } from '../../lab/lab.ts';

/** A Monday night in the fleet's time zone. */
const ORIGIN_MS = Date.parse('2026-11-23T06:00:00Z');
const RATE = 360;
const BOOT_SECONDS = 40;
export const HOLDING_MS = 3_000;

/** A lab whose schedule asks for one instance all day, with that one in service. */
export async function openQuietLab(options: Partial<LabOptions> = {}, serving = 1): Promise<Lab> {
  const lab = await openLab({ originMs: ORIGIN_MS, rate: RATE, edit: flat, ...options });
  try {
    lab.control();
    await lab.awaitSlots('serving', serving, BOOT_SECONDS);
    await until('the routes', async () => (await lab.kamailio.routes()) === serving);
    return lab;
  } catch (error) {
    await lab.close();
    throw error;
  }
}

/** The first point of each profile is its only one. */
export function flat(fleetText: string): string {
  return fleetText.replace(/^ +- { at: '(?!00:00).*\n/gm, '');
}

/** Somebody asks for so many; waits until they serve. */
export async function scaleOut(lab: Lab, instances: number, minutes: number): Promise<void> {
  await lab.stage.invoke('emergency-scale-out', {
    instances,
    minutes,
    reason: 'a test of the lab',
  });
  await lab.awaitSlots('serving', instances, BOOT_SECONDS);
  await until('the routes', async () => (await lab.kamailio.routes()) === instances);
}

export async function order(lab: Lab, event: Readonly<Record<string, unknown>>): Promise<void> {
  const { fleet } = lab.definition;
  const asked = { fleet, reason: 'a test of the lab', ...event };
  expect(await lab.stage.invoke('operate-fleet', asked)).not.toHaveProperty('refused');
}

export function instanceIn(lab: Lab, slot: number): Instance {
  const found = lab.instances.up.find((each) => each.slot === slot);
  if (!found) throw new Error(`slot ${slot}: no instance is up`);
  return found;
}

/** The instance with the most calls, and how many. */
export async function busiestIn(lab: Lab): Promise<{ instance: Instance; calls: number }> {
  const counted = await Promise.all(
    lab.instances.up.map(async (instance) => ({
      instance,
      calls: (await instance.metrics())?.calls ?? 0,
    })),
  );
  const [busiest] = counted.toSorted((a, b) => b.calls - a.calls);
  if (!busiest) throw new Error('no instance is up');
  return busiest;
}

export function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1_000));
}

/** Waits until it holds; throws after so many seconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  most = 20,
): Promise<void> {
  const untilMs = performance.now() + most * 1_000;
  while (!(await holds())) {
    if (performance.now() > untilMs) throw new Error(`${what}: not in ${most} s`);
    await seconds(0.05);
  }
}

/** Every call that was placed was answered, and ended by its caller. */
export async function expectAllCompleted(callers: Callers, least: number): Promise<void> {
  const { placed, completed, failed, cut } = await callers.finish();
  expect({ failed, cut, open: placed - completed }).toEqual({ failed: 0, cut: 0, open: 0 });
  expect(placed).toBeGreaterThan(least);
}
