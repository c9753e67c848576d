import { gunzipSync, gzipSync } from 'node:zlib';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Acknowledgement } from '../../../domain/routing/acknowledgement.ts';
import type {
  Published,
  Route,
  RoutingRecord,
  RoutingSnapshot,
} from '../../../domain/routing/snapshot.ts';
import type { RoutingStore } from '../../../ports/routing-store.ts';
import { KEY } from './keys.ts';
import type { Item } from './query.ts';
import { type FleetTable, openFleetTable } from './table.ts';

/** An item holds 400 KB, and a route takes about 150 bytes: many of them are packed. */
const PLAIN_ROUTES_MAX = 300;

export function saveSnapshot(
  table: FleetTable,
  snapshot: RoutingSnapshot,
  previous: RoutingSnapshot | undefined,
): Promise<boolean> {
  return table.update(snapshot.fleet, KEY.routing, 'SET #snapshot = :snapshot', {
    ConditionExpression: previous
      ? '#snapshot.revision = :previous'
      : 'attribute_not_exists(#snapshot)',
    ExpressionAttributeNames: { '#snapshot': 'snapshot' },
    ExpressionAttributeValues: {
      ':snapshot': packed(snapshot),
      ...(previous && { ':previous': previous.revision }),
    },
  });
}

/** Of a record that is there: where the table was lost meanwhile, a mark alone would be no record. */
export async function markPublished(
  table: FleetTable,
  fleet: string,
  published: Published,
): Promise<void> {
  await table.update(fleet, KEY.routing, 'SET published = :published', {
    ConditionExpression: ['attribute_not_exists(published)', 'published.revision < :revision']
      .map((isNewer) => `#snapshot.revision >= :revision AND ${isNewer}`)
      .join(' OR '),
    ExpressionAttributeNames: { '#snapshot': 'snapshot' },
    ExpressionAttributeValues: { ':published': published, ':revision': published.revision },
  });
}

/** For those who only serve the routes. */
export function createRoutingStore(client: DynamoDBDocumentClient, name: string): RoutingStore {
  const table = openFleetTable(client, name);
  return {
    readSnapshot: async (fleet) => {
      const item = await table.get(fleet, KEY.routing);
      return item && routingIn(item).snapshot;
    },
    readAcknowledgement: async (fleet, node) =>
      (await table.get(fleet, KEY.acknowledgement(node))) as Acknowledgement | undefined,
    acknowledge: async (fleet, acknowledgement) => {
      await table.put(fleet, KEY.acknowledgement(acknowledgement.node), acknowledgement, {
        ConditionExpression: 'attribute_not_exists(revision) OR revision <= :revision',
        ExpressionAttributeValues: { ':revision': acknowledgement.revision },
      });
    },
  };
}

/** The record as it lies in the table, whether its routes were packed or not. */
export function routingIn(item: Item): RoutingRecord {
  const { snapshot, published } = item as unknown as {
    readonly snapshot: Omit<RoutingSnapshot, 'routes'> & { readonly routes: unknown };
    readonly published?: Published;
  };
  const { routes } = snapshot;
  const list = routes instanceof Uint8Array ? JSON.parse(gunzipSync(routes).toString()) : routes;
  return { snapshot: { ...snapshot, routes: list as Route[] }, ...(published && { published }) };
}

function packed(snapshot: RoutingSnapshot): object {
  if (snapshot.routes.length <= PLAIN_ROUTES_MAX) return snapshot;
  return { ...snapshot, routes: gzipSync(JSON.stringify(snapshot.routes)) };
}
