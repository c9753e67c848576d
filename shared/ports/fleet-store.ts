import type { StateChange } from '../domain/cloud.ts';
import type { ActiveCondition } from '../domain/conditions.ts';
import type { LaunchOrder, RefusedOffering } from '../domain/launch-order.ts';
import type { LoadSample } from '../domain/load.ts';
import type { Notice } from '../domain/notice.ts';
import type { NoticeBudget } from '../domain/notice-budget.ts';
import type { Acknowledgement } from '../domain/routing/acknowledgement.ts';
import type { Published, RoutingRecord, RoutingSnapshot } from '../domain/routing/snapshot.ts';
import type { Slot } from '../domain/slot/slot.ts';
import type { Standing } from '../domain/standing/standing.ts';

/** The record of a fleet. Every write is one conditional write of one item; reads are consistent. */
export interface FleetStore {
  /**
   * The routing record is read before the slots: a snapshot made from both never brings a slot back.
   * `slots`: how many the caller knows of, where the last tick may have known of fewer.
   */
  read(fleet: string, slots?: number): Promise<FleetState>;
  /** Writes over exactly that version; over nothing where it is undefined. */
  saveSlot(slot: Slot, expectedVersion: number | undefined): Promise<Saved>;
  /** The order that stands under the token: this one, or the one that was there before. */
  placeOrder(order: LaunchOrder): Promise<LaunchOrder>;
  /** EC2 launched nothing for the order; it no longer counts as a launch. */
  markRefused(order: LaunchOrder): Promise<void>;
  saveRefused(fleet: string, offering: RefusedOffering): Promise<void>;
  /** False when another run wrote this revision first. */
  saveSnapshot(snapshot: RoutingSnapshot, previous: RoutingSnapshot | undefined): Promise<boolean>;
  markPublished(fleet: string, published: Published): Promise<void>;
  /** False when another run wrote this version first. */
  saveConditions(fleet: string, record: ConditionsRecord): Promise<boolean>;
  /** False while another run holds it. A lease saves work; correctness is in the conditions. */
  takeLease(fleet: string, lease: Lease, nowMs: number): Promise<boolean>;
  /**
   * Tells the run that holds the lease that something has happened, so that it goes round once more.
   * False when none holds it.
   */
  wake(fleet: string, told: readonly StateChange[], nowMs: number): Promise<boolean>;
  /**
   * Writes what the tick found, and gives the lease back if it is still this owner's. Returns what the
   * run was woken with meanwhile; undefined when nothing has happened.
   */
  closeTick(
    fleet: string,
    tick: TickRecord,
    owner: string,
  ): Promise<readonly StateChange[] | undefined>;
}

/** What stands after a write that may have lost a race; a lost answer to one's own write is found out. */
export type Saved =
  | { readonly saved: true }
  | { readonly saved: false; readonly current: Slot | undefined };

export interface FleetState {
  readonly slots: readonly Slot[];
  readonly orders: readonly LaunchOrder[];
  readonly refused: readonly RefusedOffering[];
  readonly routing: RoutingRecord | undefined;
  /** One for each softswitch node that ever acknowledged. */
  readonly acknowledgements: readonly Acknowledgement[];
  readonly conditions: ConditionsRecord | undefined;
  readonly tick: TickRecord | undefined;
  readonly standing: Standing;
}

export interface Lease {
  readonly owner: string;
  readonly untilMs: number;
}

export interface ConditionsRecord {
  /** Grows by one with every write. */
  readonly version: number;
  readonly active: readonly ActiveCondition[];
  /** Notices that are not yet published. */
  readonly untold: readonly Notice[];
  readonly budget?: NoticeBudget | undefined;
}

/** What the last tick decided, for those who ask, and the load of the last minutes. */
export interface TickRecord {
  readonly atMs: number;
  readonly desired: number;
  readonly decidedBy: string;
  readonly detail: string;
  /** What every way of looking at it asked for; absent where an older version wrote it. */
  readonly claims?: readonly {
    readonly source: string;
    readonly instances: number;
    readonly detail: string;
  }[];
  readonly serving: number;
  readonly coming: number;
  /** The highest number of a slot that the table held then. */
  readonly slotsTo?: number;
  /** Oldest first, one for each tick that knew the load. */
  readonly samples: readonly LoadSample[];
}
