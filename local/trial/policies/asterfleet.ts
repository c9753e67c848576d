import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import type { LoadSample } from '../../../shared/domain/load.ts';
import { NO_HISTORY, withLoad } from '../../../shared/domain/load-history.ts';
import { type Demand, demandOf } from '../../../shared/planner/demand/demand.ts';
import type { Policy, Seen } from '../trial.ts';

const SAMPLES_KEPT = 20;

/** The planner's own entry point, asked once a minute with what the controller would know. */
export function asterfleet(definition: FleetDefinition): Policy {
  const demand = demandEachMinute(definition);
  return (seen) => demand(seen).instances;
}

/** The same, with all that the planner says. */
export function demandEachMinute(definition: FleetDefinition): (seen: Seen) => Demand {
  let history = NO_HISTORY;
  let samples: LoadSample[] = [];
  return ({ atMs, channels, arrivals, isBlind, ...seen }) => {
    const sample = { atMs, channels, attemptsPerSecond: arrivals / 60 };
    const demand = demandOf(definition, {
      nowMs: atMs,
      load: isBlind ? { known: false, because: 'no metric' } : { known: true, sample },
      samples,
      history,
      present: {
        serving: seen.accepting,
        coming: seen.booting,
        draining: seen.draining,
        sinceLaunchMs: seen.sinceLaunchMs,
      },
      boots: seen.boots,
      overrides: [],
      surge: undefined,
    });
    if (!isBlind) {
      history = withLoad(history, sample, definition.timeZone);
      samples = [...samples, sample].slice(-SAMPLES_KEPT);
    }
    return demand;
  };
}
