import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import FakeTimers from '@sinonjs/fake-timers';
import type { CloudRequest } from '../../local/cloud/local-cloud.ts';
import { hostsOn } from '../../local/replay/hosts.ts';
import { openStage, type Stage } from '../../local/replay/stage.ts';
import { createWorld } from '../../local/world/world.ts';
import { readUnits, writeUnits } from './units.ts';

const MINUTE_MS = 60_000;
/** 01:00 in New York: nothing is projected to change for hours. */
const FROM_MS = Date.parse('2026-11-18T06:00:00Z');
const MEASURED_TICKS = 5;
const SETTLING_MINUTES = 12;

/** What one quiet minute of the controller asks of AWS, counted. */
export interface QuietMinute {
  readonly calls: number;
  readonly reads: number;
  readonly writes: number;
  readonly heartbeatWriteUnits: number;
}

/** A fleet of so many slots with so many in service, on the local cloud, once it is at rest. */
export async function countQuietMinute(
  fleetText: string,
  slots: number,
  serving: number,
): Promise<QuietMinute> {
  const clock = FakeTimers.install({ now: FROM_MS, toFake: ['Date'] });
  const stage = await openStage({ now: () => Date.now(), fleet: 'in-ngn', fleetText, slots });
  try {
    const world = createWorld({
      hosts: hostsOn(stage.cloud.ec2),
      calls: [][Symbol.iterator](),
      limit: 110,
      heartbeatMs: 10_000,
      bootMs: () => 50_000,
    });
    const pass = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        world.runTo(Date.now());
        await stage.sendHeartbeats(world.heartbeats());
        // A fleet of a thousand is not made in one tick; the next goes on from there.
        await stage.tick().catch(() => undefined);
        clock.setSystemTime(Date.now() + MINUTE_MS);
      }
    };
    await pass(6);
    const reason = 'what a fleet of this size costs';
    await stage.invoke('emergency-scale-out', { instances: serving, minutes: 600, reason });
    await pass(SETTLING_MINUTES);
    const requests: CloudRequest[] = [];
    stage.cloud.onRequest((request) => requests.push(request));
    await pass(MEASURED_TICKS);
    return await sumOf(stage, [...requests]);
  } finally {
    await stage.close();
    clock.uninstall();
  }
}

async function sumOf(stage: Stage, requests: readonly CloudRequest[]): Promise<QuietMinute> {
  const sizes = await itemSizes(stage.fleetTable);
  const beats = await itemSizes(stage.heartbeatTable);
  const isBeat = ({ action, body = '' }: CloudRequest) =>
    action === 'PutItem' && body.includes(stage.heartbeatTable);
  const own = requests.filter((request) => !isBeat(request));
  const units = own.map((request) => unitsOf(request, sizes));
  const perTick = (of: (each: { readonly reads: number; readonly writes: number }) => number) =>
    units.reduce((sum, each) => sum + of(each), 0) / MEASURED_TICKS;
  return {
    calls: own.length / MEASURED_TICKS,
    reads: perTick(({ reads }) => reads),
    writes: perTick(({ writes }) => writes),
    heartbeatWriteUnits: writeUnits(Math.max(...beats.values())),
  };
}

/** By key; the size is that of the item's JSON, a little more than what DynamoDB counts. */
async function itemSizes(TableName: string): Promise<ReadonlyMap<string, number>> {
  const client = new DynamoDBClient({});
  const documents = DynamoDBDocumentClient.from(client);
  const sizes = new Map<string, number>();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    for (const item of page.Items ?? [])
      sizes.set(
        `${item['pk'] ?? ''} ${item['sk'] ?? item['instanceArn']}`,
        JSON.stringify(item).length,
      );
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  client.destroy();
  return sizes;
}

interface Body {
  readonly Key?: { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } };
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly unknown[] }>>;
}

function unitsOf(
  { service, action, body = '{}' }: CloudRequest,
  sizes: ReadonlyMap<string, number>,
) {
  const none = { reads: 0, writes: 0 };
  if (service !== 'dynamodb') return none;
  const { Key, RequestItems } = JSON.parse(body) as Body;
  if (action === 'UpdateItem' && Key)
    return { ...none, writes: writeUnits(sizes.get(`${Key.pk.S} ${Key.sk.S}`) ?? 1) };
  if (action === 'BatchGetItem') {
    const keys = Object.values(RequestItems ?? {}).flatMap((each) => each.Keys);
    return { ...none, reads: keys.length };
  }
  if (action !== 'Query') throw new Error(`a quiet tick called ${action}`);
  const current = [...sizes].filter(([key]) => key.startsWith('FLEET#'));
  return { ...none, reads: readUnits(current.reduce((sum, [, size]) => sum + size, 0)) };
}
