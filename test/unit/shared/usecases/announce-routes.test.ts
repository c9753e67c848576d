import { expect, test } from '@jest/globals';
import type { Slot } from '../../../../shared/domain/slot/slot.ts';
import { announceRoutes } from '../../../../shared/usecases/reconcile/announce-routes.ts';
import type { Ports, Tick } from '../../../../shared/usecases/reconcile/tick.ts';
import { definition, draining, NIGHT_MS, serving } from '../../../support/fleet.ts';
import { snapshotOf } from '../../../support/routes.ts';

/** Slots that are marked as out of the routes, when those of `overtaken` were written by another run. */
async function marked(overtaken: readonly number[]): Promise<number[]> {
  const written: Slot[] = [];
  const store = {
    saveSlot: async (slot: Slot) => {
      written.push(slot);
      return { saved: true };
    },
  };
  const slots = [serving(1, NIGHT_MS), draining(2, NIGHT_MS), draining(3, NIGHT_MS)];
  const tick: Tick = {
    ports: { store } as unknown as Ports,
    definition: definition(),
    deployment: 'test',
    nowMs: NIGHT_MS,
    writer: 'run',
    told: [],
    claimed: new Set(),
    left: [],
    slots: new Map(slots.map((slot) => [slot.number, slot])),
    overtaken: new Set(overtaken),
    refused: [],
    errors: [],
  };
  const published = { revision: 7, atMs: NIGHT_MS, waitingSinceMs: NIGHT_MS };
  const routing = { snapshot: snapshotOf(7, [100]), published };
  await announceRoutes(tick, { routing, acknowledgements: [], shares: undefined });
  return written.map(({ number }) => number);
}

test('what drains and is in no route is marked with the revision that has been told', async () => {
  expect(await marked([])).toEqual([2, 3]);
});

test('what another run has drained meanwhile is not: it may have been in routes that this one never saw', async () => {
  expect(await marked([3])).toEqual([2]);
});
