import type { FleetDefinition } from '../definition/schema.ts';

/** From this share of the limit the load counts as a surge: never what the plan itself allows. */
export function surgeShare({
  surge,
  channels,
}: Pick<FleetDefinition, 'surge' | 'channels'>): number {
  const planned = channels.planned / channels.limit;
  return surge.utilisation ?? (planned + 1) / 2;
}

/** Extra capacity that high utilisation asked for; it expires unless the load stays high. */
export interface Surge {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** The load to be ready for, in channels. */
  readonly channels: number;
  readonly because: string;
  /** The alarm's name, or the controller's own reading. */
  readonly onBehalfOf: string;
}

/** What CloudWatch last said of one alarm. */
export interface AlarmState {
  readonly name: string;
  readonly isHigh: boolean;
  /** When the alarm changed, by CloudWatch's clock. */
  readonly atMs: number;
  /** Percent of the channel limit, the highest of the readings that the alarm was decided on. */
  readonly utilisation?: number;
}
