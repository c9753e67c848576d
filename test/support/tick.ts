import type { Slot } from '../../shared/domain/slot/slot.ts';
import type { Ports, Tick } from '../../shared/usecases/reconcile/tick.ts';
import { definition, NIGHT_MS } from './fleet.ts';

/** A run that has observed these slots and done nothing yet; of the ports those that the test needs. */
export function tickOver(slots: readonly Slot[], ports: object): Tick {
  return {
    ports: { clock: { now: () => NIGHT_MS }, ...ports } as unknown as Ports,
    definition: definition(),
    deployment: 'test',
    nowMs: NIGHT_MS,
    writer: 'a test',
    told: [],
    slots: new Map(slots.map((slot) => [slot.number, slot])),
    overtaken: new Set(),
    refused: [],
    errors: [],
    claimed: new Set(),
    left: [],
  };
}
