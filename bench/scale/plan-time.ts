import { openPorts } from '../../shared/composition/open-ports.ts';
import { plan } from '../../shared/planner/plan.ts';
import { observe } from '../../shared/usecases/reconcile/observe.ts';
import { median } from '../statistics.ts';

const RUNS = 7;

/** Of the plan alone, over what a tick would observe now: no read, no write, no call. */
export async function planMs(slots: number): Promise<number> {
  const { fleets, ports, deployment } = openPorts();
  const [definition] = fleets;
  if (!definition) throw new Error('opening the fleet: there is none');
  const nowMs = Date.now();
  const state = await ports.store.read(definition.fleet, slots);
  const tick = {
    ...{ ports, definition, deployment, nowMs, writer: 'bench', told: [] },
    slots: new Map(state.slots.map((slot) => [slot.number, slot])),
    ...{
      overtaken: new Set<number>(),
      refused: [],
      errors: [],
      claimed: new Set<number>(),
      left: [],
    },
  };
  const observed = await observe(tick, state);
  const times = Array.from({ length: RUNS }, () => {
    const from = performance.now();
    plan(definition, observed, { nowMs, writer: 'bench' });
    return performance.now() - from;
  });
  return median(times);
}
