import type { FleetDefinition } from '../../domain/definition/schema.ts';
import {
  isComing,
  isServing,
  type Placement,
  type ServingSlot,
  type Slot,
} from '../../domain/slot/slot.ts';

export interface Capacity {
  /** In instances of the definition's planned channels; another type counts by its share. */
  readonly serving: number;
  readonly coming: number;
}

/** `isSick`: in service by name, and to be replaced before it leaves. */
export function capacityOf(
  definition: FleetDefinition,
  slots: readonly Slot[],
  isSick: (slot: ServingSlot) => boolean,
): Capacity {
  const share = (placement: Placement) => shareOf(definition, placement);
  const well = slots.filter(isServing).filter((slot) => !isSick(slot));
  const sum = (shares: readonly number[]) => shares.reduce((total, part) => total + part, 0);
  return {
    serving: sum(well.map(({ instance }) => share(instance.placement))),
    coming: sum(
      slots
        .filter(isComing)
        .map((slot) =>
          share(slot.state === 'booting' ? slot.instance.placement : slot.intent.placement),
        ),
    ),
  };
}

export function shareOf({ channels }: FleetDefinition, { planned }: Placement): number {
  return planned / channels.planned;
}
