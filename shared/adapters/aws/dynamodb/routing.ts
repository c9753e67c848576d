import type { RoutingSnapshot } from '../../../domain/routing.ts';
import { KEY } from './keys.ts';
import type { FleetTable } from './table.ts';

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
  revision: number,
  atMs: number,
): Promise<void> {
  await table.update(fleet, KEY.routing, 'SET published = :published', {
    ConditionExpression: 'attribute_not_exists(published) OR published.revision < :revision',
    ExpressionAttributeValues: { ':published': { revision, atMs }, ':revision': revision },
  });
}
