import type { Condition } from '../../domain/notice.ts';
import { live, type SlotEvent } from '../../domain/slot/life.ts';
import type { Slot } from '../../domain/slot/slot.ts';
import type { Action } from '../action.ts';
import type { Situation } from '../situation.ts';

/** What one look at one slot leads to. */
export interface Care {
  readonly after: Slot;
  readonly actions: readonly Action[];
  readonly conditions: readonly Condition[];
}

export function keep(slot: Slot): Care {
  return { after: slot, actions: [], conditions: [] };
}

export function act(slot: Slot, action: Action): Care {
  return { after: slot, actions: [action], conditions: [] };
}

export function report(slot: Slot, condition: Condition): Care {
  return { after: slot, actions: [], conditions: [condition] };
}

export function change(situation: Situation, slot: Slot, event: SlotEvent, reason: string): Care {
  return keep(live(slot, event, situation.because(reason)));
}
