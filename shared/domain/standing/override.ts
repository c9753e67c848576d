import { createHash } from 'node:crypto';
import type { Ending } from './standing.ts';

/** Capacity that a person asked for: at least so many instances, until it expires. */
export interface Override {
  readonly id: string;
  readonly instances: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly reason: string;
  readonly onBehalfOf: string;
  readonly cancelled?: Ending;
}

export type OverrideRequest = Pick<Override, 'instances' | 'reason' | 'onBehalfOf'> & {
  readonly minutes: number;
};

/** A request without an id of its own is the same request while it says the same. */
export function overrideId(fleet: string, request: OverrideRequest): string {
  const { instances, minutes, reason, onBehalfOf } = request;
  const text = JSON.stringify([fleet, instances, minutes, reason, onBehalfOf]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

export function isActive({ fromMs, untilMs, cancelled }: Override, nowMs: number): boolean {
  return !cancelled && fromMs <= nowMs && nowMs < untilMs;
}

/** Whether both ask for the same, so that one of them is a repetition of the other. */
export function isSameRequest(a: Override, b: Override): boolean {
  return (
    a.instances === b.instances &&
    a.untilMs - a.fromMs === b.untilMs - b.fromMs &&
    a.reason === b.reason &&
    a.onBehalfOf === b.onBehalfOf
  );
}
