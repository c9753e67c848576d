import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';

export type Item = Readonly<Record<string, unknown>>;

/** All items of a partition, or those whose sort key lies between two; in order, pages joined. */
export async function queryAll(
  client: DynamoDBDocumentClient,
  table: string,
  pk: string,
  between?: readonly [string, string],
): Promise<Item[]> {
  const range = between && { ':from': between[0], ':to': between[1] };
  const items: Item[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: range ? 'pk = :pk AND sk BETWEEN :from AND :to' : 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk, ...range },
    },
  );
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}
