import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { chunks } from '../../../domain/chunks.ts';
import type { Heartbeat } from '../../../domain/heartbeat.ts';
import type { HeartbeatStore } from '../../../ports/heartbeat-store.ts';

/** DynamoDB's own bounds for one BatchGetItem. */
const KEYS_MAX = 100;
const ATTEMPTS_MAX = 4;

const count = z.number().min(0);

/** Written by the instances themselves; one that does not fit is taken for none. */
const heartbeatItem = z.object({
  instanceArn: z.string(),
  bootId: z.string(),
  sequence: count,
  atMs: z.number(),
  ready: z.boolean(),
  reasons: z.array(z.string()),
  directive: z.enum(['serve', 'drain', 'stop']),
  channels: count,
  calls: count,
  callAttempts: count,
  callAttemptsLastMinute: count,
  callsOlderThanTenMinutes: count,
  logicRoundTripMs: count,
});

export function createHeartbeatStore(
  client: DynamoDBDocumentClient,
  table: string,
): HeartbeatStore {
  return {
    read: async (instanceArns) => {
      const batches = chunks(instanceArns, KEYS_MAX);
      const read = await Promise.all(batches.map((batch) => readBatch(client, table, batch)));
      return new Map(read.flat().map((heartbeat) => [heartbeat.instanceArn, heartbeat]));
    },
  };
}

/** Half a batch is no answer: what is missing would look silent. */
async function readBatch(
  client: DynamoDBDocumentClient,
  table: string,
  instanceArns: readonly string[],
): Promise<Heartbeat[]> {
  const found: Heartbeat[] = [];
  let keys: Record<string, unknown>[] = instanceArns.map((instanceArn) => ({ instanceArn }));
  for (let attempts = 0; keys.length > 0; attempts += 1) {
    if (attempts === ATTEMPTS_MAX)
      throw new Error(`reading heartbeats: ${keys.length} left unread`);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[table] ?? []).flatMap(heartbeatOf));
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

function heartbeatOf(item: unknown): Heartbeat[] {
  const parsed = heartbeatItem.safeParse(item);
  return parsed.success ? [parsed.data] : [];
}
