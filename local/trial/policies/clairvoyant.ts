import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import { staysOf } from '../../../shared/planner/demand/forecast/load-ahead.ts';
import { leadsOf } from '../../../shared/planner/demand/leads.ts';
import { needOf } from '../../../shared/planner/demand/need.ts';
import type { Policy } from '../trial.ts';

const MINUTE = 60;
const WINDOW_SECONDS = 300;
const STAYS_MINUTES = 121;

/** Our own rules with the load of every minute to come, though not how long each call lasts. */
export function clairvoyant(definition: FleetDefinition, up: Int32Array): Policy {
  const mean = meanOfMinutes(up);
  const { meanHoldingTime: holdingMs } = definition;
  const stays = staysOf(holdingMs, STAYS_MINUTES);
  const longAgo = Number.MAX_SAFE_INTEGER;
  return ({ minute, accepting, booting, draining, sinceLaunchMs, boots }) => {
    const load = (minutes: number) => mean[Math.min(mean.length - 1, minute + minutes)] ?? 0;
    const outlook = {
      load,
      deviation: () => 0,
      stays,
      holdingMs,
      offered: [],
      offeredMost: 0,
      blindMinutes: 0,
    };
    const present = { serving: accepting, coming: booting, draining, sinceLaunchMs };
    const leads = leadsOf(definition, boots, longAgo);
    return Math.max(1, needOf(definition, outlook, present, leads).instances);
  };
}

/** Of the five minutes around each. */
function meanOfMinutes(up: Int32Array): Float64Array {
  const mean = new Float64Array(Math.ceil(up.length / MINUTE));
  for (let minute = 0; minute < mean.length; minute += 1) {
    const from = Math.max(0, minute * MINUTE - WINDOW_SECONDS / 2);
    const to = Math.min(up.length, from + WINDOW_SECONDS);
    let sum = 0;
    for (let second = from; second < to; second += 1) sum += up[second] ?? 0;
    mean[minute] = sum / Math.max(1, to - from);
  }
  return mean;
}
