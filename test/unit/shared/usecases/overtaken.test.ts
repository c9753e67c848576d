import { expect, test } from '@jest/globals';
import { isOccupied, type OccupiedSlot, type Slot } from '../../../../shared/domain/slot/slot.ts';
import type { Action } from '../../../../shared/planner/action.ts';
import { act } from '../../../../shared/usecases/reconcile/act.ts';
import { saveSlot } from '../../../../shared/usecases/reconcile/tick.ts';
import { draining, NIGHT_MS, serving } from '../../../support/fleet.ts';
import { tickOver } from '../../../support/tick.ts';

/** One whose writes all win, or none. */
function tickOf(slots: readonly Slot[], saved: boolean) {
  const directed: string[] = [];
  const tick = tickOver(slots, {
    store: { saveSlot: async () => ({ saved }) },
    cloud: {
      direct: async (instanceId: string, directive: string) => {
        directed.push(`${instanceId} ${directive}`);
      },
    },
  });
  return { tick, directed };
}

function occupied(slot: Slot): OccupiedSlot {
  if (!isOccupied(slot)) throw new Error(`slot ${slot.number} has no instance`);
  return slot;
}

function toServe(slot: OccupiedSlot): Action {
  return { kind: 'direct', slot, directive: 'serve', reason: 'its drain is taken back' };
}

test.each([
  ['written as planned', true],
  ['written by another run meanwhile', false],
])('what was planned for a slot is done only if it was %s', async (_, saved) => {
  const before = draining(2, NIGHT_MS);
  const after = occupied(serving(2, NIGHT_MS));
  const { tick, directed } = tickOf([before], saved);
  await saveSlot(tick, before, after);
  await act(tick, [toServe(after)]);
  expect(directed).toEqual(saved ? [`${after.instance.id} serve`] : []);
});

test('what was planned for the others is done all the same', async () => {
  const others = occupied(serving(3, NIGHT_MS));
  const { tick, directed } = tickOf([draining(2, NIGHT_MS), others], false);
  await saveSlot(tick, draining(2, NIGHT_MS), serving(2, NIGHT_MS));
  await act(tick, [toServe(occupied(serving(2, NIGHT_MS))), toServe(others)]);
  expect(directed).toEqual([`${others.instance.id} serve`]);
});
