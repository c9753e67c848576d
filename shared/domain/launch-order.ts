import { createHash } from 'node:crypto';
import { type OrderMember, writeMembers } from './cloud.ts';
import type { Placement } from './slot/slot.ts';

/** Of every token; hexadecimal digits follow. */
export const TOKEN_PREFIX = 'asterfleet-';
/** A tag's value holds 256 characters: `12345/12345,` twenty times. */
export const ORDER_MEMBERS_MAX = 20;

/**
 * One call to EC2: the members in the order of their launch index. It is written before the call
 * and never changed, so that a repeated call is the same call.
 */
export interface LaunchOrder {
  readonly fleet: string;
  readonly token: string;
  readonly placement: Placement;
  readonly members: readonly OrderMember[];
  readonly orderedAtMs: number;
  /** EC2 said no to all of it. */
  readonly isRefused: boolean;
}

/** Why EC2 was asked in vain for a type in a zone, and until when it is not asked again. */
export interface RefusedOffering {
  readonly zone: string;
  readonly instanceType: string;
  readonly code: string;
  readonly refusedAtMs: number;
  readonly untilMs: number;
}

/**
 * The client token of an order: the same for the same members, generations, zone, type and template
 * version, and for nothing else, since EC2 keeps tokens per zone.
 * Source: EC2 developer guide, "Ensuring idempotency in Amazon EC2 API requests" (64 characters).
 */
export function orderToken(
  deployment: string,
  fleet: string,
  members: readonly OrderMember[],
  { zone, instanceType, template, templateVersion, market }: Placement,
): string {
  const name = [deployment, fleet, writeMembers(members), zone, instanceType];
  const text = [...name, template, templateVersion, ...(market ? [market] : [])].join(' ');
  return `${TOKEN_PREFIX}${createHash('sha256').update(text).digest('hex').slice(0, 48)}`;
}
