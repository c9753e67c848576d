import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import { instancesFor, loadIn } from '../../../shared/planner/demand/demand.ts';
import type { Policy } from '../trial.ts';
import { demandEachMinute } from './asterfleet.ts';

/** The planner's number as the controller follows it: up at once, down as slowly as the definition says. */
export function asDefined(definition: FleetDefinition): Policy {
  const { shrink, minimum } = definition;
  const demand = demandEachMinute(definition);
  let recent: { readonly atMs: number; readonly needed: number }[] = [];
  let shrunk: number[] = [];
  return (seen) => {
    const { atMs, channels, arrivals, accepting, booting } = seen;
    const there = accepting + booting;
    const { instances, expected } = demand(seen);
    const load = loadIn(definition, { atMs, channels, attemptsPerSecond: arrivals / 60 });
    recent = [...recent, { atMs, needed: instancesFor(definition, load) }].filter(
      (each) => atMs - each.atMs <= shrink.lookBack,
    );
    if (instances >= there) return instances;
    // Where a forecast decides, it has looked ahead instead.
    const past = expected ? 0 : Math.max(...recent.map(({ needed }) => needed));
    shrunk = shrunk.filter((beganMs) => atMs - beganMs < shrink.every);
    const mayLeave = Math.max(0, shrink.step - shrunk.length);
    const wanted = Math.max(instances, past, minimum, there - mayLeave);
    const leaving = Math.max(0, there - wanted);
    shrunk = [...shrunk, ...Array.from({ length: leaving }, () => atMs)];
    return Math.min(there, wanted);
  };
}
