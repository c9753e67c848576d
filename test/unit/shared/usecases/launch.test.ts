import { expect, test } from '@jest/globals';
import type { LaunchOrder } from '../../../../shared/domain/launch-order.ts';
import type { Slot } from '../../../../shared/domain/slot/slot.ts';
import { callFor } from '../../../../shared/usecases/reconcile/launch.ts';
import { launching, NIGHT_MS } from '../../../support/fleet.ts';
import { tickOver } from '../../../support/tick.ts';

function tickOf(slot: Slot, standing: (order: LaunchOrder) => LaunchOrder) {
  const called: string[] = [];
  const tick = tickOver([slot], {
    store: {
      placeOrder: async (order: LaunchOrder) => standing(order),
      saveSlot: async () => ({ saved: true }),
    },
    cloud: {
      launch: async ({ token }: LaunchOrder) => {
        called.push(token);
        return { is: 'unknown', because: 'a test' };
      },
    },
  });
  return { tick, called };
}

test('an order that EC2 refused is not called again: its slot is given back', async () => {
  const { tick, called } = tickOf(launching(2, NIGHT_MS), (order) => ({
    ...order,
    isRefused: true,
  }));
  await callFor(tick, 'token-2', false);
  expect(called).toEqual([]);
  expect(tick.slots.get(2)?.state).toBe('vacant');
});

test('an order whose outcome is not known keeps its slot, and that is said', async () => {
  const { tick, called } = tickOf(launching(2, NIGHT_MS), (order) => order);
  await callFor(tick, 'token-2', false);
  expect(called).toEqual(['token-2']);
  expect(tick.slots.get(2)?.state).toBe('launching');
  expect(tick.errors).toHaveLength(1);
});
