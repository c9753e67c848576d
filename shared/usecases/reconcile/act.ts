import type { Action } from '../../planner/action.ts';
import { callFor, launch } from './launch.ts';
import { attempt, type Tick } from './tick.ts';

/**
 * Carries out what was planned, launches first; one failure does not keep the rest from being done. What was
 * planned for a slot that is not written as planned is for the next tick to plan anew.
 */
export async function act(tick: Tick, planned: readonly Action[]): Promise<void> {
  const actions = planned.filter((action) => !tick.overtaken.has(slotOf(action)));
  const orders = new Map(
    actions.flatMap((a) => (a.kind === 'repeat-order' ? [[a.token, a.isRefusalFinal]] : [])),
  );
  const launches = actions.filter((action) => action.kind === 'launch');
  await Promise.all([
    ...[...orders].map(([token, isRefusalFinal]) => callFor(tick, token, isRefusalFinal)),
    ...launches.map((action) => attempt(tick, 'launching', () => launch(tick, action))),
    ...actions.map((action) => attempt(tick, describe(action), () => carryOut(tick, action))),
  ]);
}

/** None: what it is for is claimed, or given back, by a write of its own. */
function slotOf(action: Action): number {
  switch (action.kind) {
    case 'launch':
    case 'repeat-order':
      return Number.NaN;
    case 'unbind-address':
      return action.slot;
    default:
      return action.slot.number;
  }
}

async function carryOut({ ports: { cloud } }: Tick, action: Action): Promise<void> {
  switch (action.kind) {
    case 'bind-address':
      return cloud.bind(action.address.allocationId, action.slot.instance.id);
    case 'unbind-address':
      return cloud.unbind(action.associationId);
    case 'direct':
      return cloud.direct(action.slot.instance.id, action.directive);
    case 'terminate':
      return cloud.terminate(action.slot.instance.id);
    default:
      return;
  }
}

function describe(action: Action): string {
  switch (action.kind) {
    case 'bind-address':
      return `binding ${action.address.ip} to slot ${action.slot.number}`;
    case 'unbind-address':
      return `unbinding the address of slot ${action.slot}`;
    case 'direct':
      return `telling slot ${action.slot.number} to ${action.directive}`;
    case 'terminate':
      return `terminating the instance of slot ${action.slot.number}`;
    default:
      return action.kind;
  }
}
