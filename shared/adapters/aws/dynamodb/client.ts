import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inTurns } from '../at-once.ts';
import { timeOuts } from '../time-outs.ts';
import { unlogged } from '../unlogged.ts';

export function createDocumentClient(): DynamoDBDocumentClient {
  const client = unlogged(inTurns(new DynamoDBClient(timeOuts(3_000))));
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
