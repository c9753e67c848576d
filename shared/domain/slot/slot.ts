/** One place in a fleet; `state` says which of the other fields there are. */
export type Slot =
  | VacantSlot
  | LaunchingSlot
  | BootingSlot
  | ServingSlot
  | DrainingSlot
  | StoppingSlot
  | RestingSlot;

export type SlotState = Slot['state'];

interface SlotBase {
  readonly fleet: string;
  /** 1 to the definition's slots. */
  readonly number: number;
  /** How many instances the slot has had; part of every launch token. */
  readonly generation: number;
  /** Grows by one with every write; every write is conditional on it. */
  readonly version: number;
  /** Who wrote this version, so that a writer whose answer was lost knows its own work. */
  readonly writer: string;
  readonly sinceMs: number;
  readonly reason: string;
  readonly onBehalfOf: string;
  /** How the last boot ended; the breaker on failing images counts these. */
  readonly lastBoot?: BootOutcome;
  /** A person keeps the slot out of use, whatever its state. */
  readonly hold?: Hold;
  /** Changes that are not yet in the history and not yet told. */
  readonly untold: readonly SlotChange[];
}

interface Hold {
  readonly sinceMs: number;
  readonly reason: string;
  readonly onBehalfOf: string;
  /** Without waiting for another instance that could carry its calls. */
  readonly atOnce: boolean;
}

export interface VacantSlot extends SlotBase {
  readonly state: 'vacant';
}

export interface LaunchingSlot extends SlotBase {
  readonly state: 'launching';
  readonly intent: LaunchIntent;
}

export interface BootingSlot extends SlotBase {
  readonly state: 'booting';
  readonly instance: SlotInstance;
}

export interface ServingSlot extends SlotBase {
  readonly state: 'serving';
  readonly instance: SlotInstance;
  readonly address: SlotAddress;
  readonly flags: Flags;
}

export interface DrainingSlot extends SlotBase {
  readonly state: 'draining';
  readonly instance: SlotInstance;
  readonly address: SlotAddress;
  readonly flags: Flags;
  readonly drain: Drain;
}

export interface StoppingSlot extends SlotBase {
  readonly state: 'stopping';
  readonly instance: SlotInstance;
  /** A written policy or a person ordered that its remaining calls be ended. */
  readonly endsCalls: boolean;
}

export interface RestingSlot extends SlotBase {
  readonly state: 'resting';
}

export type OccupiedSlot = BootingSlot | ServingSlot | DrainingSlot | StoppingSlot;

/** Frozen before EC2 is called, so that a repeated call is the same call. */
export interface LaunchIntent {
  readonly token: string;
  readonly placement: Placement;
  readonly orderedAtMs: number;
}

export interface Placement {
  readonly zone: string;
  readonly subnetId: string;
  readonly instanceType: string;
  /** Never `$Latest`: a token with changed parameters is refused by EC2. */
  readonly template: string;
  readonly templateVersion: string;
  readonly planned: number;
  readonly limit: number;
  /** Absent: on demand. */
  readonly market?: 'on-demand' | 'spot';
}

export interface SlotInstance {
  readonly id: string;
  readonly arn: string;
  readonly launchedAtMs: number;
  readonly placement: Placement;
}

export interface SlotAddress {
  readonly allocationId: string;
  readonly ip: string;
}

export type Flag = 'silent' | 'unhealthy' | 'overdue';
type Flags = Readonly<Partial<Record<Flag, { readonly sinceMs: number }>>>;

export interface BootOutcome {
  readonly ready: boolean;
  readonly atMs: number;
  readonly templateVersion: string;
  /** From launch to ready; absent where it was not, and where an older version wrote it. */
  readonly tookMs?: number | undefined;
  /** Failed boots of this slot since its last good one; 0 when this one was good. */
  readonly failuresInARow: number;
}

export interface Drain {
  readonly startedAtMs: number;
  /** Set once a routing snapshot without this slot was published. */
  readonly withdrawn?: { readonly revision: number; readonly toldAtMs: number };
  readonly evidence?: EmptyEvidence;
}

/** Readings of zero, one after the other, all observed after the softswitch had moved on. */
export interface EmptyEvidence {
  readonly bootId: string;
  readonly lastSequence: number;
  readonly readings: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** One line of the history: the one record that every change of state has. */
export interface SlotChange {
  readonly fleet: string;
  readonly slot: number;
  readonly generation: number;
  readonly version: number;
  readonly atMs: number;
  readonly kind: string;
  readonly from: SlotState;
  readonly to: SlotState;
  readonly reason: string;
  readonly onBehalfOf: string;
  readonly instanceId?: string;
  /** Which flag was raised or lowered. */
  readonly flag?: Flag;
  /** In progress on its instance when it left a state of service; absent where nobody knew. */
  readonly calls?: number;
}

export function vacantSlot(
  fleet: string,
  number: number,
  generation: number,
  at: { readonly nowMs: number; readonly writer: string; readonly reason: string },
): VacantSlot {
  return {
    state: 'vacant',
    fleet,
    number,
    generation,
    version: 1,
    writer: at.writer,
    sinceMs: at.nowMs,
    reason: at.reason,
    onBehalfOf: 'asterfleet',
    untold: [],
  };
}

export function isOccupied(slot: Slot): slot is OccupiedSlot {
  return 'instance' in slot;
}

export function isComing(slot: Slot): slot is LaunchingSlot | BootingSlot {
  return slot.state === 'launching' || slot.state === 'booting';
}

export function isServing(slot: Slot): slot is ServingSlot {
  return slot.state === 'serving';
}

export function isDraining(slot: Slot): slot is DrainingSlot {
  return slot.state === 'draining';
}
