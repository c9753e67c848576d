import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import { surgeShare } from '../../../shared/domain/standing/surge.ts';

export const PERIOD_MS = 10_000;
const PERIODS = 3;
const PERIODS_TO_ALARM = 2;

type AlarmValue = 'OK' | 'ALARM';

/** An alarm's change of state, as it is told to its actions. */
export interface AlarmTransition {
  readonly name: string;
  readonly from: AlarmValue;
  readonly to: AlarmValue;
  /** The end of the period that decided it. */
  readonly atMs: number;
  readonly threshold: number;
  /** Of the periods looked at, oldest first; periods without data are left out. */
  readonly datapoints: readonly { readonly fromMs: number; readonly value: number }[];
}

export interface Alarm {
  /** What was published in the period that ends now; a transition, if it makes one. */
  evaluate(atMs: number, published: readonly number[]): AlarmTransition | undefined;
}

/**
 * The utilisation alarm as the template deploys it: average over the instances in periods of ten
 * seconds, two of three at the threshold or above, periods without data not breaching. Its actions
 * hear of changes alone. Source: resources/alarms-of-fleets.js.
 */
export function createUtilisationAlarm(definition: FleetDefinition, service: string): Alarm {
  const { fleet } = definition;
  const threshold = Math.floor(100 * surgeShare(definition));
  let value: AlarmValue = 'OK';
  let periods: readonly { readonly fromMs: number; readonly value: number | undefined }[] = [];
  return {
    evaluate: (atMs, published) => {
      const newest = { fromMs: atMs - PERIOD_MS, value: averageOf(published) };
      periods = [...periods, newest].slice(-PERIODS);
      const datapoints = periods.flatMap((each) =>
        each.value === undefined ? [] : [{ fromMs: each.fromMs, value: each.value }],
      );
      const breaching = datapoints.filter((each) => each.value >= threshold).length;
      const from = value;
      value = breaching >= PERIODS_TO_ALARM ? 'ALARM' : 'OK';
      if (value === from) return undefined;
      const name = `${service}-${fleet}-utilisation`;
      return { name, from, to: value, atMs, threshold, datapoints };
    },
  };
}

function averageOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
