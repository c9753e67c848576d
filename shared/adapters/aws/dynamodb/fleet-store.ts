import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LaunchOrder, RefusedOffering } from '../../../domain/launch-order.ts';
import type { Acknowledgement } from '../../../domain/routing/acknowledgement.ts';
import type { Slot } from '../../../domain/slot/slot.ts';
import type {
  ConditionsRecord,
  FleetState,
  FleetStore,
  TickRecord,
} from '../../../ports/fleet-store.ts';
import { KEY, PREFIX } from './keys.ts';
import { markRefused, placeOrder, saveRefused } from './orders.ts';
import type { Item } from './query.ts';
import { markPublished, routingIn, saveSnapshot } from './routing.ts';
import { saveSlot } from './slots.ts';
import { standingOf } from './standing-store.ts';
import { allUnder, atVersion, bodyOf, openFleetTable } from './table.ts';
import { closeTick, takeLease, wake } from './ticks.ts';

export function createFleetStore(client: DynamoDBDocumentClient, name: string): FleetStore {
  const table = openFleetTable(client, name);
  return {
    read: async (fleet, slots = 0) => {
      const slotsTo = (items: readonly Item[]) => Math.max(slots, tickIn(items)?.slotsTo ?? 0);
      return stateOf(await table.readAll(fleet, slotsTo));
    },
    saveSlot: (slot, expectedVersion) => saveSlot(table, slot, expectedVersion),
    placeOrder: (order) => placeOrder(table, order),
    markRefused: (order) => markRefused(table, order),
    saveRefused: (fleet, offering) => saveRefused(table, fleet, offering),
    saveSnapshot: (snapshot, previous) => saveSnapshot(table, snapshot, previous),
    markPublished: (fleet, published) => markPublished(table, fleet, published),
    saveConditions: (fleet, record) => {
      const before = record.version > 1 ? record.version - 1 : undefined;
      return table.put(fleet, KEY.conditions, record, atVersion(before));
    },
    takeLease: (fleet, lease, nowMs) => takeLease(table, fleet, lease, nowMs),
    wake: (fleet, told, nowMs) => wake(table, fleet, told, nowMs),
    closeTick: (fleet, tick, owner) => closeTick(table, fleet, tick, owner),
  };
}

function stateOf(items: readonly Item[]): FleetState {
  const single = (key: string) => items.find(({ sk }) => sk === key);
  const conditions = single(KEY.conditions);
  const routing = single(KEY.routing);
  return {
    slots: allUnder<Slot>(items, PREFIX.slot),
    orders: allUnder<LaunchOrder>(items, PREFIX.order),
    refused: allUnder<RefusedOffering>(items, PREFIX.refused),
    routing: routing && routingIn(routing),
    acknowledgements: allUnder<Acknowledgement>(items, PREFIX.acknowledgement),
    conditions: conditions && (bodyOf(conditions) as unknown as ConditionsRecord),
    tick: tickIn(items),
    standing: standingOf(items),
  };
}

function tickIn(items: readonly Item[]): TickRecord | undefined {
  return items.find(({ sk }) => sk === KEY.tick)?.['tick'] as TickRecord | undefined;
}
