import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startLocalCloud } from '../../../local/cloud/local-cloud.ts';
import { clientInto } from '../../simulation/kernel/container.ts';
import { DynamoDb } from '../../simulation/world/dynamodb.ts';
import { Ec2 } from '../../simulation/world/ec2.ts';
import { publish } from '../../simulation/world/sns.ts';

export const TABLE = 'table-of-fleets';
export const BEATS = 'table-of-beats';
export const LAG_MS = 5_000;
const FROM_MS = Date.parse('2026-11-18T05:00:00.700Z');
const PENDING_MS = 20_000;
const SHUTTING_DOWN_MS = 30_000;

/** One of the two worlds that stand for AWS in the tests, behind the clients of the SDK. */
export interface Ground {
  readonly ec2: EC2Client;
  readonly documents: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly topicArn: string;
  /** In two zones. */
  readonly subnets: readonly [string, string];
  readonly template: string;
  /** Returns its allocation. */
  addAddress(tags: Readonly<Record<string, string>>): string;
  /** Instances of the type that the first zone has room for. */
  setRoom(instanceType: string, instances: number): void;
  setVcpuQuota(vcpus: number): void;
  /** From within the instance. */
  powerOff(instanceId: string): void;
  pass(ms: number): void;
  close(): Promise<void>;
}

export const GROUNDS: Readonly<Record<string, () => Promise<Ground>>> = {
  'the local cloud': openLocalCloud,
  'the simulated world': async () => openSimulated(),
};

async function openLocalCloud(): Promise<Ground> {
  let nowMs = FROM_MS;
  const cloud = await startLocalCloud({
    now: () => nowMs,
    describeLagMs: LAG_MS,
    pendingMs: PENDING_MS,
    shuttingDownMs: SHUTTING_DOWN_MS,
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  const dynamodb = new DynamoDBClient(settings);
  await createTable(dynamodb, TABLE, ['pk', 'sk']);
  await createTable(dynamodb, BEATS, ['instanceArn']);
  const ec2 = new EC2Client(settings);
  const sns = new SNSClient(settings);
  const subnets = ['us-east-1a', 'us-east-1b'].map((zone) => cloud.ec2.addSubnet(zone).id);
  cloud.ec2.addTemplate('template');
  const marshallOptions = { removeUndefinedValues: true };
  return {
    ec2,
    sns,
    documents: DynamoDBDocumentClient.from(dynamodb, { marshallOptions }),
    topicArn: cloud.topics.create('topic'),
    subnets: [subnets[0] ?? '', subnets[1] ?? ''],
    template: 'template',
    addAddress: (tags) => cloud.ec2.addAddress(tags).allocationId,
    setRoom: (type, instances) => cloud.ec2.setCapacity('us-east-1a', type, instances),
    setVcpuQuota: (vcpus) => cloud.ec2.setVcpuQuota(vcpus),
    powerOff: (id) => cloud.ec2.powerOff(id),
    pass: (ms) => {
      nowMs += ms;
    },
    close: async () => {
      for (const client of [dynamodb, ec2, sns]) client.destroy();
      await cloud.close();
    },
  };
}

function createTable(client: DynamoDBClient, TableName: string, keys: readonly string[]) {
  return client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, index) => ({
        AttributeName,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
    }),
  );
}

function openSimulated(): Ground {
  let nowMs = FROM_MS;
  const now = () => nowMs;
  const nobody = () => undefined;
  const world = new Ec2({
    now,
    lagMs: () => LAG_MS,
    pendingMs: () => PENDING_MS,
    shuttingDownMs: () => SHUTTING_DOWN_MS,
    zones: ['us-east-1a', 'us-east-1b'],
    buckets: { size: 100, perSecond: 10 },
    // So short that a fleet is read in several, as a large one is.
    pageSize: 4,
    watch: {
      launched: nobody,
      directed: nobody,
      terminating: nobody,
      loses: nobody,
      ended: nobody,
    },
  });
  const dynamodb = new DynamoDb({
    now,
    isStale: () => false,
    pageOf: (items) => items.slice(0, 12),
    leaves: () => 0,
    onWrite: nobody,
  });
  const at = async (answer: () => object) => answer();
  return {
    ec2: clientInto(EC2Client.prototype, ({ operation, input }) =>
      at(() => world.answer(operation, { ...input })),
    ),
    documents: clientInto(DynamoDBDocumentClient.prototype, ({ operation, input }) =>
      at(() => dynamodb.answer(operation, { ...input })),
    ),
    sns: clientInto(SNSClient.prototype, ({ input }) => at(() => publish(input, nobody))),
    topicArn: 'arn:aws:sns:us-east-1:123456789012:topic',
    subnets: [world.subnets[0]?.id ?? '', world.subnets[1]?.id ?? ''],
    template: 'template',
    addAddress: (tags) => world.addAddress(tags).allocationId,
    setRoom: (type, instances) => world.room.set(`us-east-1a ${type}`, instances),
    setVcpuQuota: (vcpus) => {
      world.vcpuQuota = vcpus;
    },
    powerOff: (id) => {
      const instance = world.instances.get(id);
      if (instance) world.powerOff(instance);
    },
    pass: (ms) => {
      nowMs += ms;
    },
    close: async () => undefined,
  };
}
