import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type DynamoItem, itemSize } from './units.ts';
import type { Contents } from './usage.ts';

/** The tables as they are now; those who count call it where little changes. */
export async function readContents(tables: readonly string[]): Promise<Contents> {
  const client = new DynamoDBClient({});
  const bytesByKey = new Map<string, number>();
  const partitions = new Map<string, { sk: string; bytes: number }[]>();
  for (const table of tables)
    for await (const { Items = [] } of paginateScan({ client }, { TableName: table }))
      for (const item of Items) {
        const bytes = itemSize(item);
        bytesByKey.set(nameOf(table, item), bytes);
        const name = `${table} ${item['pk']?.S ?? ''}`;
        const partition = partitions.get(name) ?? [];
        partition.push({ sk: item['sk']?.S ?? '', bytes });
        partitions.set(name, partition);
      }
  client.destroy();
  return {
    partition: (table, pk) => partitions.get(`${table} ${pk}`) ?? [],
    bytes: (table, key) => bytesByKey.get(nameOf(table, key)),
  };
}

function nameOf(table: string, { pk, sk, instanceArn }: DynamoItem): string {
  return [table, pk?.S, sk?.S, instanceArn?.S].join(' ');
}
