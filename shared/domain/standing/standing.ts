import type { Override } from './override.ts';
import type { AlarmState, Surge } from './surge.ts';

/** What people, alarms and AWS have said of a fleet and what holds until it ends. */
export interface Standing {
  readonly overrides: readonly Override[];
  readonly alarms: readonly AlarmState[];
  readonly surge: Surge | undefined;
  readonly freeze: Freeze | undefined;
  readonly replacement: Replacement | undefined;
  readonly warnings: readonly InstanceWarning[];
  readonly preflight: Preflight | undefined;
}

export const NOTHING_STANDS: Standing = {
  overrides: [],
  alarms: [],
  surge: undefined,
  freeze: undefined,
  replacement: undefined,
  warnings: [],
  preflight: undefined,
};

export interface Ending {
  readonly atMs: number;
  readonly reason: string;
  readonly onBehalfOf: string;
}

/** Nothing is retired while it stands. */
export interface Freeze {
  readonly sinceMs: number;
  /** Absent: until it is lifted. */
  readonly untilMs?: number;
  readonly lifted?: Ending;
  /** Nothing is launched either. */
  readonly launchesToo: boolean;
  readonly reason: string;
  readonly onBehalfOf: string;
}

/** Every instance launched before this makes way for a new one, one by one. */
export interface Replacement {
  readonly requestedAtMs: number;
  /** None of them is left, or a person has stopped it. */
  readonly ended?: Ending;
  readonly reason: string;
  readonly onBehalfOf: string;
}

/** AWS will take an instance away, or its host. */
export interface InstanceWarning {
  readonly instanceId: string;
  readonly kind: 'maintenance' | 'interruption';
  readonly says: string;
  /** Not before this, as far as AWS says. */
  readonly notBeforeMs?: number;
}

/** What would stand in the way of the next launches, as last looked at. */
export interface Preflight {
  readonly atMs: number;
  readonly checks: readonly PreflightCheck[];
}

export interface PreflightCheck {
  readonly check: string;
  /** `unknown`: it could not be read, which by itself stops nothing. */
  readonly result: 'ok' | 'failed' | 'unknown';
  readonly says: string;
  readonly whatToDo?: string;
}

export function isFrozen({ freeze }: Standing, nowMs: number): boolean {
  if (!freeze || freeze.lifted) return false;
  return freeze.untilMs === undefined || nowMs < freeze.untilMs;
}

export function areLaunchesFrozen(standing: Standing, nowMs: number): boolean {
  return isFrozen(standing, nowMs) && standing.freeze?.launchesToo === true;
}
