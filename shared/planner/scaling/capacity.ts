import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { isComing, isServing, type Placement, type Slot } from '../../domain/slot/slot.ts';

export interface Capacity {
  /** In instances of the definition's planned channels; another type counts by its share. */
  readonly serving: number;
  readonly coming: number;
}

export function capacityOf({ channels }: FleetDefinition, slots: readonly Slot[]): Capacity {
  const share = ({ planned }: Placement) => planned / channels.planned;
  const sum = (shares: readonly number[]) => shares.reduce((total, part) => total + part, 0);
  return {
    serving: sum(slots.filter(isServing).map(({ instance }) => share(instance.placement))),
    coming: sum(
      slots
        .filter(isComing)
        .map((slot) =>
          share(slot.state === 'booting' ? slot.instance.placement : slot.intent.placement),
        ),
    ),
  };
}
