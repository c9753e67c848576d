import { readFileSync } from 'node:fs';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';

const FLEET = 'fleets/in-ngn.yml';

/**
 * The shipped fleet with so many slots: its day's channels, and how many it launches and drains at once, grow
 * with them. So many softswitch nodes follow its routes.
 */
export function fleetOfSize(slots: number, nodes: number): FleetDefinition {
  const shipped = parseDefinition(readFileSync(FLEET, 'utf8'), FLEET);
  const scaled = (count: number) => Math.max(1, Math.round((count * slots) / shipped.slots));
  const { launch, shrink, schedule, routing } = shipped;
  const profiles = Object.entries(schedule.profiles).map(([name, points]) => [
    name,
    points.map(({ at, channels }) => ({ at, channels: scaled(channels) })),
  ]);
  return {
    ...shipped,
    slots,
    launch: { ...launch, perTick: scaled(launch.perTick), perHour: scaled(launch.perHour) },
    shrink: { ...shrink, step: scaled(shrink.step) },
    schedule: { ...schedule, profiles: Object.fromEntries(profiles) },
    routing: {
      ...routing,
      nodes: Array.from({ length: nodes }, (_, index) => {
        const name = `sbc-${index + 1}`;
        return { name, principal: `role/${name}` };
      }),
    },
  };
}
