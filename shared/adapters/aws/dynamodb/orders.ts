import type { LaunchOrder, RefusedOffering } from '../../../domain/launch-order.ts';
import { expiry, KEY } from './keys.ts';
import { type FleetTable, WHERE_NOTHING_IS } from './table.ts';

const ORDERS_KEPT_DAYS = 2;
const REFUSALS_KEPT_DAYS = 1;

export async function placeOrder(table: FleetTable, order: LaunchOrder): Promise<LaunchOrder> {
  const sk = KEY.order(order.token);
  const body = { ...order, ttl: expiry(order.orderedAtMs, ORDERS_KEPT_DAYS) };
  if (await table.put(order.fleet, sk, body, WHERE_NOTHING_IS)) return order;
  const standing = (await table.get(order.fleet, sk)) as LaunchOrder | undefined;
  return standing ?? order;
}

export async function markRefused(table: FleetTable, { fleet, token }: LaunchOrder): Promise<void> {
  await table.update(fleet, KEY.order(token), 'SET isRefused = :yes', {
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':yes': true },
  });
}

export async function saveRefused(
  table: FleetTable,
  fleet: string,
  offering: RefusedOffering,
): Promise<void> {
  const sk = KEY.refused(offering.zone, offering.instanceType);
  await table.put(fleet, sk, { ...offering, ttl: expiry(offering.untilMs, REFUSALS_KEPT_DAYS) });
}
