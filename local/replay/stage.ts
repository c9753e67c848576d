import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { createFleetStore } from '../../shared/adapters/aws/dynamodb/fleet-store.ts';
import { createHeartbeatStore } from '../../shared/adapters/aws/dynamodb/heartbeat-store.ts';
import { createHistoryStore } from '../../shared/adapters/aws/dynamodb/history-store.ts';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import type { Heartbeat } from '../../shared/domain/heartbeat.ts';
import { TAG } from '../../shared/domain/tags.ts';
import type { FleetStore } from '../../shared/ports/fleet-store.ts';
import type { HeartbeatStore } from '../../shared/ports/heartbeat-store.ts';
import type { HistoryStore } from '../../shared/ports/history-store.ts';
import type { BucketSizes } from '../cloud/ec2/buckets.ts';
import { type EventSource, openEventSource } from '../cloud/event-source.ts';
import { type FunctionUrl, type Signer, serveFunctionUrl } from '../cloud/function-url.ts';
import { contextOf, deployedName } from '../cloud/lambda-context.ts';
import { type LocalCloud, startLocalCloud } from '../cloud/local-cloud.ts';
import { recordOf, type StreamRecord } from '../cloud/stream-record.ts';

export const DEPLOYMENT = 'local';
/** AWS does not say how late an instance sees its changed tags. */
const METADATA_LAG_MS = 15_000;
const REGION = 'us-east-1';
const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

/** A function, exactly as Lambda would call it. */
type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** A deployment on the local cloud: its tables, topics and addresses, and the unchanged functions. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly fleetTable: string;
  readonly heartbeatTable: string;
  readonly routingTopicArn: string;
  readonly operationsTopicArn: string;
  /** The table, read as the function reads it. */
  readonly store: FleetStore;
  readonly history: HistoryStore;
  readonly heartbeats: HeartbeatStore;
  /** As the agents write them; those that were sent before are left out. */
  sendHeartbeats(heartbeats: readonly Heartbeat[]): Promise<void>;
  /** Of those that were sent, what the stream brings to `handle-instance-event`. */
  readonly readyHeartbeats: EventSource<StreamRecord>;
  /** One invocation of the function of that folder. */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** The function's URL, for those who sign with one of these; closed with the stage. */
  serveUrl(name: string, signers: readonly Signer[]): Promise<string>;
  /** What the schedule does every minute. */
  tick(): Promise<unknown>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly now: () => number;
  readonly fleet: string;
  readonly fleetText: string;
  readonly slots: number;
  /** A slot's address; one of the documentation's, unless something must listen there. */
  readonly addressOf?: (slot: number) => string;
  /** A function's module: its source, unless packaged bundles are tried. */
  readonly moduleOf?: (name: string) => URL;
  /** How often EC2 may be asked; without them as often as one likes. */
  readonly buckets?: BucketSizes;
  /** Where the cloud answers, when others than the functions ask it. */
  readonly port?: number | undefined;
}

/** What CloudFormation would have made, and what Lambda would then set; the functions see no more than that. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { now, fleet, fleetText, slots, addressOf, moduleOf = sourceOf, port, buckets } = options;
  const limits = { port, ...(buckets && { buckets }) };
  const cloud = await startLocalCloud({ now, metadataLagMs: METADATA_LAG_MS, ...limits });
  const folder = mkdtempSync(join(tmpdir(), 'asterfleet-'));
  const definition = parseDefinition(fleetText, `${fleet}.yml`);
  writeFileSync(join(folder, `${fleet}.json`), JSON.stringify(definition));
  const names = {
    fleetTable: 'asterfleet-local-fleet',
    heartbeatTable: 'asterfleet-local-heartbeats',
    routingTopicArn: cloud.topics.create('asterfleet-local-routing'),
    operationsTopicArn: cloud.topics.create('asterfleet-local-operations'),
  };
  const subnets = ZONES.map((zone) => cloud.ec2.addSubnet(zone).id);
  cloud.ec2.addTemplate(`asterfleet-local-${fleet}`);
  for (let slot = 1; slot <= slots; slot += 1) addAddress(cloud, fleet, slot, addressOf?.(slot));
  setEnvironment({
    AWS_ENDPOINT_URL: cloud.url,
    FLEET_TABLE: names.fleetTable,
    HEARTBEAT_TABLE: names.heartbeatTable,
    ROUTING_TOPIC_ARN: names.routingTopicArn,
    OPERATIONS_TOPIC_ARN: names.operationsTopicArn,
    SUBNET_IDS: subnets.join(','),
    FLEETS_FOLDER: folder,
  });
  const client = new DynamoDBClient({});
  await createTables(client, names);
  const documents = DynamoDBDocumentClient.from(client);
  const invoke = invoker(moduleOf);
  const readyHeartbeats = openEventSource<StreamRecord>('handleInstanceEvent');
  serveInvocations(cloud, invoke);
  const urls: FunctionUrl[] = [];
  return {
    cloud,
    ...names,
    store: createFleetStore(documents, names.fleetTable),
    history: createHistoryStore(documents, names.fleetTable),
    heartbeats: createHeartbeatStore(documents, names.heartbeatTable),
    sendHeartbeats: heartbeatSender(documents, names.heartbeatTable, readyHeartbeats),
    readyHeartbeats,
    invoke,
    serveUrl: async (name, signers) => {
      const call = (event: object) => invoke(name, event);
      const served = await serveFunctionUrl({ signers, region: REGION, invoke: call });
      urls.push(served);
      return served.url;
    },
    tick: () => invoke('reconcile-fleet', {}),
    close: async () => {
      await Promise.all(urls.map((each) => each.close()));
      rmSync(folder, { recursive: true, force: true });
      client.destroy();
      await cloud.close();
    },
  };
}

function sourceOf(name: string): URL {
  return new URL(`../../functions/${name}/index.ts`, import.meta.url);
}

/** A function reads its environment when it is loaded, as on Lambda: each is loaded anew for each stage. */
function invoker(moduleOf: (name: string) => URL): Stage['invoke'] {
  const loaded = new Map<string, Promise<{ readonly handler: Handler }>>();
  return async (name, event) => {
    const module = loaded.get(name) ?? import(`${moduleOf(name).href}?${randomUUID()}`);
    loaded.set(name, module);
    const { handler } = await module;
    return handler(event, contextOf(deployedName(DEPLOYMENT, name)));
  };
}

/** Lambda's own protocol, by the names that `serverless deploy` gives. */
function serveInvocations(cloud: LocalCloud, invoke: Stage['invoke']): void {
  const folders = readdirSync(new URL('../../functions/', import.meta.url));
  const byName = new Map(folders.map((folder) => [deployedName(DEPLOYMENT, folder), folder]));
  cloud.functions.serve((name) => {
    const folder = byName.get(name);
    return folder === undefined ? undefined : (event) => invoke(folder, event);
  });
}

function setEnvironment(own: Readonly<Record<string, string>>): void {
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    DEPLOYMENT,
    LAUNCH_TEMPLATE_PREFIX: 'asterfleet-local-',
    POWERTOOLS_SERVICE_NAME: 'asterfleet-local',
    POWERTOOLS_METRICS_NAMESPACE: 'Asterfleet',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'SILENT',
    ...own,
  });
}

async function createTables(
  client: DynamoDBClient,
  names: Pick<Stage, 'fleetTable' | 'heartbeatTable'>,
): Promise<void> {
  const table = (TableName: string, hash: string, range?: string) =>
    client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [hash, ...(range ? [range] : [])].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [
          { AttributeName: hash, KeyType: 'HASH' },
          ...(range ? [{ AttributeName: range, KeyType: 'RANGE' as const }] : []),
        ],
      }),
    );
  await table(names.fleetTable, 'pk', 'sk');
  await table(names.heartbeatTable, 'instanceArn');
}

/** Only the newest reading before a tick is ever read, since each overwrites the one before. */
function heartbeatSender(
  documents: DynamoDBDocumentClient,
  TableName: string,
  stream: EventSource<StreamRecord>,
): Stage['sendHeartbeats'] {
  const sent = new Map<string, Heartbeat>();
  return async (heartbeats) => {
    const fresh = heartbeats.filter(
      ({ instanceArn, atMs }) => sent.get(instanceArn)?.atMs !== atMs,
    );
    await Promise.all(fresh.map((Item) => documents.send(new PutCommand({ TableName, Item }))));
    for (const heartbeat of fresh) {
      stream.put(recordOf(sent.get(heartbeat.instanceArn), heartbeat));
      sent.set(heartbeat.instanceArn, heartbeat);
    }
  };
}

function addAddress(cloud: LocalCloud, fleet: string, slot: number, ip?: string): void {
  const tags = { [TAG.deployment]: DEPLOYMENT, [TAG.fleet]: fleet, [TAG.slot]: String(slot) };
  cloud.ec2.addAddress(tags, ip);
}
