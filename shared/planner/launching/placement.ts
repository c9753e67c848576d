import type { FleetDefinition } from '../../domain/definition/schema.ts';
import type { RefusedOffering } from '../../domain/launch-order.ts';
import { isComing, isOccupied, type Placement, type Slot } from '../../domain/slot/slot.ts';

interface Subnet {
  readonly id: string;
  readonly zone: string;
}

export interface Ground {
  readonly subnets: readonly Subnet[];
  readonly template: string;
  readonly templateVersion: string;
  readonly refused: readonly RefusedOffering[];
  readonly slots: readonly Slot[];
}

/**
 * Where the next instances go: the first type of the definition that EC2 has not just refused,
 * spread over the zones, the emptiest first. Fewer than `count` when nothing is left to try.
 */
export function choosePlacements(
  definition: FleetDefinition,
  ground: Ground,
  count: number,
  nowMs: number,
): Placement[] {
  const inZone = new Map(ground.subnets.map(({ zone }) => [zone, instancesIn(ground.slots, zone)]));
  const offering = definition.instance.types
    .map((type) => ({ type, subnets: open(ground, type.type, nowMs) }))
    .find(({ subnets }) => subnets.length > 0);
  if (!offering) return [];
  return Array.from({ length: count }, () => {
    const subnet = emptiest(offering.subnets, inZone);
    inZone.set(subnet.zone, (inZone.get(subnet.zone) ?? 0) + 1);
    return placementIn(subnet, offering.type, ground, definition);
  });
}

function open({ subnets, refused }: Ground, instanceType: string, nowMs: number): Subnet[] {
  return subnets.filter(
    ({ zone }) =>
      !refused.some(
        (offering) =>
          offering.instanceType === instanceType &&
          (offering.zone === zone || offering.zone === '*') &&
          nowMs < offering.untilMs,
      ),
  );
}

function emptiest(subnets: readonly Subnet[], inZone: ReadonlyMap<string, number>): Subnet {
  const load = ({ zone }: Subnet) => inZone.get(zone) ?? 0;
  return subnets.reduce((best, subnet) => {
    const difference = load(subnet) - load(best);
    return difference < 0 || (difference === 0 && subnet.zone < best.zone) ? subnet : best;
  });
}

type InstanceType = FleetDefinition['instance']['types'][number];

function placementIn(
  subnet: Subnet,
  { type, planned, limit, market }: InstanceType,
  { template, templateVersion }: Ground,
  { channels }: FleetDefinition,
): Placement {
  return {
    zone: subnet.zone,
    subnetId: subnet.id,
    instanceType: type,
    template,
    templateVersion,
    planned: planned ?? channels.planned,
    limit: limit ?? channels.limit,
    ...(market === 'spot' && { market }),
  };
}

function instancesIn(slots: readonly Slot[], zone: string): number {
  return slots.filter((slot) => {
    if (isOccupied(slot)) return slot.instance.placement.zone === zone;
    return isComing(slot) && slot.intent.placement.zone === zone;
  }).length;
}
