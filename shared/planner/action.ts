import type { CloudAddress } from '../domain/cloud.ts';
import type { Directive } from '../domain/heartbeat.ts';
import type { OccupiedSlot, Slot, StoppingSlot, VacantSlot } from '../domain/slot/slot.ts';
import type { Caution } from './launching/caution.ts';

/** One thing to do in EC2; each is bounded, and safe to do again. */
export type Action = Launch | RepeatOrder | BindAddress | UnbindAddress | Direct | Terminate;

export interface Launch {
  readonly kind: 'launch';
  readonly slots: readonly VacantSlot[];
  readonly caution: Caution | undefined;
  readonly reason: string;
}

/** The outcome of the order is not known: the same call again. */
interface RepeatOrder {
  readonly kind: 'repeat-order';
  readonly token: string;
  /** An earlier call would have shown by now: what EC2 says no to has not happened. */
  readonly isRefusalFinal: boolean;
  readonly reason: string;
}

interface BindAddress {
  readonly kind: 'bind-address';
  readonly slot: OccupiedSlot;
  readonly address: CloudAddress;
  readonly reason: string;
}

interface UnbindAddress {
  readonly kind: 'unbind-address';
  readonly slot: number;
  readonly associationId: string;
  readonly reason: string;
}

interface Direct {
  readonly kind: 'direct';
  readonly slot: OccupiedSlot;
  readonly directive: Directive;
  readonly reason: string;
}

/** Only ever a slot that was proved empty, that never served, or whose calls a policy ends. */
interface Terminate {
  readonly kind: 'terminate';
  readonly slot: StoppingSlot;
  readonly reason: string;
}

/** A slot's next version, to be written over the one that was observed; none was there if created. */
export interface SlotWrite {
  readonly before: Slot | undefined;
  readonly after: Slot;
}
