import { afterEach, expect, test } from '@jest/globals';
import { drainsIn } from '../../lab/day/events.ts';
import type { Lab } from '../../lab/lab.ts';
import { withDispatch } from '../../local/replay/dispatch.ts';
import {
  expectAllCompleted,
  flat,
  HOLDING_MS,
  instanceIn,
  openQuietLab,
  scaleOut,
  seconds,
} from './support.ts';

const MINUTE_MS = 60_000;

let lab: Lab;

afterEach(() => lab.close());

test('packed: calls fill the first slot, so that the last is empty when it is let go', async () => {
  lab = await openQuietLab({ edit: (text) => withDispatch(flat(text), 'packed') });
  await scaleOut(lab, 3, 90);
  const callers = lab.call({ meanHoldingMs: HOLDING_MS, perSecond: 12 });
  await seconds(6);
  const [first = 0, ...others] = await Promise.all(
    [1, 2, 3].map(async (slot) => (await instanceIn(lab, slot).metrics())?.calls ?? 0),
  );
  process.stderr.write(`packed, calls of each slot: ${first}, ${others.join(', ')}\n`);
  expect(first).toBeGreaterThan(20);
  expect(others).toEqual([0, 0]);
  await lab.awaitSlots('vacant', 4, 60);
  const { fleet, drain } = lab.definition;
  const [gone] = drainsIn(await lab.stage.history.readChanges(fleet, 0, lab.clock.now()));
  expect(gone).toMatchObject({ slot: 3, ended: 'empty' });
  // As long as the proof takes, and not the calls.
  const lastedMs = (gone?.endedAtMs ?? Number.NaN) - (gone?.beganAtMs ?? Number.NaN);
  expect(lastedMs).toBeLessThan(drain.grace + drain.proof.over + 8 * MINUTE_MS);
  await expectAllCompleted(callers, 100);
});
