import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { timeOuts } from '../time-outs.ts';

export function createDocumentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient(timeOuts(3_000));
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
