import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Acknowledgement } from '../../../domain/routing/acknowledgement.ts';
import type {
  Published,
  RoutingRecord,
  RoutingSnapshot,
} from '../../../domain/routing/snapshot.ts';
import type { RoutingStore } from '../../../ports/routing-store.ts';
import { KEY } from './keys.ts';
import { type FleetTable, openFleetTable } from './table.ts';

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
      ':snapshot': snapshot,
      ...(previous && { ':previous': previous.revision }),
    },
  });
}

export async function markPublished(
  table: FleetTable,
  fleet: string,
  published: Published,
): Promise<void> {
  await table.update(fleet, KEY.routing, 'SET published = :published', {
    ConditionExpression: 'attribute_not_exists(published) OR published.revision < :revision',
    ExpressionAttributeValues: { ':published': published, ':revision': published.revision },
  });
}

/** For those who only serve the routes. */
export function createRoutingStore(client: DynamoDBDocumentClient, name: string): RoutingStore {
  const table = openFleetTable(client, name);
  return {
    readSnapshot: async (fleet) => {
      const record = (await table.get(fleet, KEY.routing)) as RoutingRecord | undefined;
      return record?.snapshot;
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
