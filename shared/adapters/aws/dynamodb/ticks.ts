import type { StateChange } from '../../../domain/cloud.ts';
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

/** About so many are told to the run; of more it sees by itself what EC2 shows. */
const TOLD_MAX = 100;

/** Many tell it at once, and none writes over what another has told. */
export async function wake(
  table: FleetTable,
  fleet: string,
  told: readonly StateChange[],
  nowMs: number,
): Promise<boolean> {
  const { lease, woken = [] } = await tickItem(table, fleet);
  if (!lease || lease.untilMs <= nowMs) return false;
  const change = 'SET woken = list_append(if_not_exists(woken, :none), :told)';
  return table.update(fleet, KEY.tick, change, {
    ConditionExpression: 'lease.#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':none': [],
      ':told': woken.length < TOLD_MAX ? told : [],
      ':owner': lease.owner,
    },
  });
}

export async function closeTick(
  table: FleetTable,
  fleet: string,
  tick: TickRecord,
  owner: string,
): Promise<readonly StateChange[] | undefined> {
  const change = 'SET tick = :tick REMOVE lease, woken';
  const before = await table.exchange(fleet, KEY.tick, change, {
    ConditionExpression: 'lease.#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':tick': tick, ':owner': owner },
  });
  return (before as TickItem | undefined)?.woken;
}

interface TickItem {
  readonly lease?: Lease;
  readonly woken?: readonly StateChange[];
}

async function tickItem(table: FleetTable, fleet: string): Promise<TickItem> {
  return ((await table.get(fleet, KEY.tick)) ?? {}) as TickItem;
}
