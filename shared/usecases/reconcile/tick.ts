import type { StateChange } from '../../domain/cloud.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import type { RefusedOffering } from '../../domain/launch-order.ts';
import { NotNow } from '../../domain/not-now.ts';
import { live, type SlotEvent } from '../../domain/slot/life.ts';
import type { Slot } from '../../domain/slot/slot.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { FleetStore } from '../../ports/fleet-store.ts';
import type { HeartbeatStore } from '../../ports/heartbeat-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { StandingStore } from '../../ports/standing-store.ts';
import type { OperationsTopic, RoutingTopic } from '../../ports/topics.ts';

export interface Ports {
  readonly clock: Clock;
  readonly store: FleetStore;
  readonly standing: StandingStore;
  readonly history: HistoryStore;
  readonly heartbeats: HeartbeatStore;
  readonly cloud: Cloud;
  readonly routingTopic: RoutingTopic;
  readonly operationsTopic: OperationsTopic;
}

/** One run over one fleet: what it works with, the slots as they now stand, and what went wrong. */
export interface Tick {
  readonly ports: Ports;
  readonly definition: FleetDefinition;
  readonly deployment: string;
  readonly nowMs: number;
  /** Unique to this run. */
  readonly writer: string;
  /** By the events that woke the run. */
  readonly told: readonly StateChange[];
  readonly slots: Map<number, Slot>;
  /** Slots that another run wrote meanwhile, or may have: this run has not planned for them as they are. */
  readonly overtaken: Set<number>;
  /** What EC2 refused lately, this run included. */
  readonly refused: RefusedOffering[];
  readonly errors: Error[];
  /** Slots that this run has claimed for a launch. */
  readonly claimed: Set<number>;
  /** What EC2 could not be asked yet; it is for the next round. */
  readonly left: string[];
}

/**
 * Writes a slot over the very version that it was made from; a lost race leaves the slot as the winner
 * wrote it, for the next tick.
 */
export async function saveSlot(tick: Tick, before: Slot | undefined, slot: Slot): Promise<boolean> {
  tick.overtaken.add(slot.number);
  const result = await tick.ports.store.saveSlot(slot, before?.version);
  if (result.saved) {
    tick.overtaken.delete(slot.number);
    tick.slots.set(slot.number, slot);
  } else if (result.current) tick.slots.set(slot.number, result.current);
  return result.saved;
}

export async function changeSlot(
  tick: Tick,
  slot: Slot,
  event: SlotEvent,
  reason: string,
): Promise<boolean> {
  const { nowMs, writer } = tick;
  return saveSlot(
    tick,
    slot,
    live(slot, event, { nowMs, writer, reason, onBehalfOf: 'asterfleet' }),
  );
}

/** Does the same with each; what fails with one keeps none of the others, nor what comes after all of them. */
export async function attemptEach<T>(
  tick: Tick,
  what: string,
  items: readonly T[],
  action: (item: T) => Promise<unknown>,
): Promise<void> {
  const one = (item: T) => async () => void (await action(item));
  await Promise.all(items.map((item) => attempt(tick, what, one(item))));
}

/** Does one thing; its failure is kept for the end of the tick, and the rest goes on. */
export async function attempt(
  tick: Tick,
  what: string,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (cause) {
    if (cause instanceof NotNow) {
      tick.left.push(what);
      return;
    }
    const detail = cause instanceof Error ? cause.message : String(cause);
    tick.errors.push(new Error(`${what}: ${detail}`, { cause }));
  }
}
