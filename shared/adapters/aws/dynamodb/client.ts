import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inTurns } from '../at-once.ts';
import { lean } from '../lean.ts';
import { timeOuts } from '../time-outs.ts';
import { unlogged } from '../unlogged.ts';
import { DYNAMODB_READERS } from './answers.ts';

export function createDocumentClient(): DynamoDBDocumentClient {
  const client = unlogged(inTurns(new DynamoDBClient(timeOuts(3_000))));
  return DynamoDBDocumentClient.from(lean(client, DYNAMODB_READERS, '{}'), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
