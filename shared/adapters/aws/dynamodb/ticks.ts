import type { Lease, TickRecord } from '../../../ports/fleet-store.ts';
import { KEY } from './keys.ts';
import type { FleetTable } from './table.ts';

/**
 * Expiry is absolute, since a short-lived function cannot wait a lease out:
 *
 *   taken ---- the run ---- given back
 *   taken ---- the run dies ------------ untilMs ---- the next run
 */
export function takeLease(
  table: FleetTable,
  fleet: string,
  lease: Lease,
  nowMs: number,
): Promise<boolean> {
  const isFree = 'attribute_not_exists(lease)';
  const isOver = 'lease.untilMs <= :now';
  const isOwn = 'lease.#owner = :owner';
  return table.update(fleet, KEY.tick, 'SET lease = :lease', {
    ConditionExpression: [isFree, isOver, isOwn].join(' OR '),
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':lease': lease, ':now': nowMs, ':owner': lease.owner },
  });
}

export async function closeTick(
  table: FleetTable,
  fleet: string,
  tick: TickRecord,
  owner: string,
): Promise<void> {
  await table.update(fleet, KEY.tick, 'SET tick = :tick REMOVE lease', {
    ConditionExpression: 'lease.#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':tick': tick, ':owner': owner },
  });
}
