import { inputInvalid } from '../../domain/input-invalid.ts';
import { OperatingError } from '../../domain/operating-error.ts';
import { live, type SlotEvent } from '../../domain/slot/life.ts';
import { isDraining, isOccupied, type Slot } from '../../domain/slot/slot.ts';
import type { Order } from './operate.ts';

export type SlotCommand =
  /** Out of use until it is resumed; its calls go on until they end. */
  | { readonly action: 'drain'; readonly slot: number; readonly atOnce: boolean }
  | { readonly action: 'resume'; readonly slot: number }
  /** Ends the calls that are left. */
  | { readonly action: 'retire'; readonly slot: number; readonly endCalls: true };

const ATTEMPTS_MAX = 3;

/** Writes the order into the slot; a run that writes at the same time makes it look again. */
export async function orderSlot(order: Order<SlotCommand>): Promise<readonly string[]> {
  const { command, state, definition } = order;
  const { slots } = definition;
  let slot = state.slots.find(({ number }) => number === command.slot);
  if (!slot)
    throw inputInvalid(
      `slot: expected a slot of ${definition.fleet} from 1 to ${slots}`,
      command.slot,
    );
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const after = ordered(order, slot, await callsOn(order, slot));
    if (after === slot) return [];
    const result = await order.run.ports.store.saveSlot(after, slot.version);
    if (result.saved) return [says(order, slot)];
    slot = result.current ?? slot;
  }
  throw new OperatingError('tick-incomplete', `slot ${command.slot}: it changes all the time`);
}

/** For the history alone: an order is carried out whether it can be read or not. */
async function callsOn({ run }: Order<SlotCommand>, slot: Slot): Promise<number | undefined> {
  if (!isOccupied(slot)) return undefined;
  const { arn } = slot.instance;
  const beats = await run.ports.heartbeats.read([arn]).catch(() => undefined);
  return beats?.get(arn)?.calls;
}

function ordered(order: Order<SlotCommand>, slot: Slot, calls: number | undefined): Slot {
  const { command, onBehalfOf, nowMs, run } = order;
  const { reason } = command;
  const because = { nowMs, reason, onBehalfOf, writer: run.runId, callsOn: () => calls };
  return eventsOf(command, slot).reduce((before, event) => live(before, event, because), slot);
}

function eventsOf(command: SlotCommand, slot: Slot): SlotEvent[] {
  switch (command.action) {
    case 'drain': {
      const { atOnce } = command;
      const isSo = slot.hold && (slot.hold.atOnce || !atOnce);
      return isSo ? [] : [{ kind: 'held', atOnce }];
    }
    case 'resume': {
      if (!slot.hold) return [];
      const back = isDraining(slot) && !slot.flags.silent && !slot.flags.unhealthy;
      return [{ kind: 'released' }, ...(back ? [{ kind: 'drain-taken-back' } as const] : [])];
    }
    case 'retire':
      return retire(slot);
  }
}

function retire(slot: Slot): SlotEvent[] {
  if (slot.state === 'launching')
    throw new OperatingError(
      'not-possible',
      `slot ${slot.number}: its launch is under way; drain it, and it is not used`,
    );
  if (!isOccupied(slot) || (slot.state === 'stopping' && slot.endsCalls)) return [];
  return [{ kind: 'calls-cut-by-person' }];
}

function says({ command }: Order<SlotCommand>, before: Slot): string {
  switch (command.action) {
    case 'drain':
      return `slot ${before.number} (${before.state}) is kept out of use until it is resumed`;
    case 'resume':
      return `slot ${before.number} (${before.state}) may be used again`;
    case 'retire':
      return `slot ${before.number} (${before.state}) is told to stop, whatever calls are left`;
  }
}
