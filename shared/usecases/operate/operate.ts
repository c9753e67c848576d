import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { ordersGiven } from '../../domain/standing/orders-given.ts';
import type { FleetState } from '../../ports/fleet-store.ts';
import { type Fleets, fleetNamed } from '../fleets.ts';
import { reconcileOrReport } from '../reconcile/reconcile-all.ts';
import type { Run } from '../reconcile/reconcile-fleet.ts';
import { reportOf } from '../reconcile/report.ts';
import { note } from '../triggers/note.ts';
import { type FleetCommand, orderFleet } from './order-fleet.ts';
import { orderSlot, type SlotCommand } from './order-slot.ts';
import { rebuild } from './rebuild.ts';

export type Command = (SlotCommand | FleetCommand | { readonly action: 'rebuild' }) & {
  readonly fleet?: string | undefined;
  readonly reason: string;
};

/** One order of a person, as it is carried out. */
export interface Order<Of extends { readonly action: string } = Command> {
  readonly command: Of & { readonly reason: string };
  readonly definition: FleetDefinition;
  readonly state: FleetState;
  readonly onBehalfOf: string;
  readonly nowMs: number;
  readonly run: Run;
}

export interface OrderOutcome {
  readonly fleet: string;
  readonly action: Command['action'];
  /** What changed, in words; empty when it was so already. */
  readonly did: readonly string[];
  readonly problems: readonly string[];
  readonly now: ReturnType<typeof reportOf>;
}

/**
 * Carries out one order and reconciles. May be repeated: what is so already stays so. Throws
 * `input-invalid` and `not-possible`, and has then changed nothing.
 */
export async function operate(
  fleets: Fleets,
  command: Command,
  onBehalfOf: string,
  run: Run,
): Promise<OrderOutcome> {
  const definition = fleetNamed(fleets, command.fleet);
  const { fleet } = definition;
  const state = await run.ports.store.read(fleet);
  const nowMs = run.ports.clock.now();
  const did = await carryOut({ command, definition, state, onBehalfOf, nowMs, run });
  const result = await reconcileOrReport(definition, { ...run, isUrgent: true, isAwaited: true });
  // Whatever was written, now or by a run that died before this: the history has it once.
  const { standing } = await run.ports.store.read(fleet);
  const unnoted = await note(run.ports.history, ordersGiven(fleet, standing));
  return {
    fleet,
    action: command.action,
    did,
    problems: [...result.errors, ...unnoted].map(({ message }) => message),
    now: reportOf(result),
  };
}

function carryOut(order: Order): Promise<readonly string[]> {
  const { command } = order;
  switch (command.action) {
    case 'drain':
    case 'resume':
    case 'retire':
      return orderSlot({ ...order, command });
    case 'rebuild':
      return rebuild({ ...order, command });
    default:
      return orderFleet({ ...order, command });
  }
}
