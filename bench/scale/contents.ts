import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { itemSize } from '../cost/prices/units.ts';

export type DynamoItem = Readonly<Record<string, AttributeValue>>;

/** Bytes by partition key: the table as it is now; those who count call it where little changes. */
export async function partitionBytes(table: string): Promise<ReadonlyMap<string, number>> {
  const client = new DynamoDBClient({});
  const found = new Map<string, number>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table }))
    for (const item of Items) {
      const pk = item['pk']?.S ?? '';
      found.set(pk, (found.get(pk) ?? 0) + itemSize(valuesOf(item)));
    }
  client.destroy();
  return found;
}

/** As plain values, whose size is that of the item. */
export function valuesOf(item: DynamoItem): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainOf(value)]));
}

function plainOf({ S, N, B, L, M }: AttributeValue): unknown {
  if (N !== undefined) return Number(N);
  if (L !== undefined) return L.map(plainOf);
  if (M !== undefined) return valuesOf(M);
  return S ?? B ?? true;
}
