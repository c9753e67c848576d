import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type Instance, isLive } from '../../local/cloud/ec2/instance.ts';
import type { Stage } from '../../local/replay/stage.ts';
import type { World } from '../../local/world/world.ts';
import type { SlotChange } from '../../shared/domain/slot/slot.ts';
import { TAG } from '../../shared/domain/tags.ts';
import { FLEET_TEXT } from '../support/fleet.ts';
import { openLiveFleet } from '../support/functions.ts';

const MINUTE_MS = 60_000;
/** Midnight in New York: the profile below begins. */
const FROM_MS = Date.parse('2026-11-18T05:00:00Z');

/** Two instances for the first minutes, one for the rest: one launch and one retire in a quarter of an hour. */
const TEXT = FLEET_TEXT.replace(
  / {4}weekday:\n(?: {6}- .*\n)+/,
  "    weekday:\n      - { at: '00:00', channels: 150 }\n      - { at: '00:04', channels: 150 }\n      - { at: '00:05', channels: 20 }\n",
)
  .replace('leadTime: 30m', 'leadTime: 1m')
  .replace('readings: 3\n    over: 2m', 'readings: 2\n    over: 1m')
  .replace('rest: 2m', 'rest: 1m')
  .replace('every: 5m\n  lookBack: 10m', 'every: 1m\n  lookBack: 2m');

export interface ShortLife {
  readonly stage: Stage;
  readonly world: World;
  /** One minute: the world, then a tick, whatever becomes of it. */
  minute(beforeTick: () => void): Promise<void>;
  /** What must be the same, however often a function died on the way. */
  outcome(): Promise<Outcome>;
  /** Every item of the fleet is gone. */
  loseTable(): Promise<void>;
  close(): Promise<void>;
}

interface Outcome {
  readonly slots: readonly string[];
  readonly instancesEverLaunched: number;
  readonly addressesHeld: readonly string[];
  readonly routes: readonly number[];
  readonly changes: readonly string[];
  readonly notices: readonly string[];
}

export async function beginShortLife(): Promise<ShortLife> {
  const fleet = await openLiveFleet({ fromMs: FROM_MS, fleetText: TEXT });
  const { stage } = fleet;
  return {
    stage,
    world: fleet.world,
    minute: async (beforeTick) => {
      await fleet.catchUp();
      beforeTick();
      await stage.tick().catch(() => undefined);
      stage.cloud.faults.clear();
      fleet.wait(MINUTE_MS);
    },
    outcome: () => outcomeOf(stage),
    loseTable: () => emptyTable(stage.fleetTable),
    close: () => fleet.close(),
  };
}

async function emptyTable(TableName: string): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  for (const { pk, sk } of Items)
    await client.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
  client.destroy();
}

async function outcomeOf(stage: Stage): Promise<Outcome> {
  const { ec2, topics } = stage.cloud;
  const { slots, routing } = await stage.store.read('in-ngn');
  const changes = await stage.history.readChanges('in-ngn', FROM_MS, Date.now() + 1);
  const holders = [...ec2.addresses.values()].map((address) => ec2.associationOf(address));
  return {
    slots: slots.map(({ number, state, generation }) => `${number} ${state} ${generation}`),
    instancesEverLaunched: ec2.instances.size,
    addressesHeld: holders.map((held, index) =>
      held
        ? `by slot ${heldBy(ec2.instances.get(held.instanceId)) ?? '?'} of ${index + 1}`
        : 'free',
    ),
    routes: routing?.snapshot.routes.map(({ slot }) => slot) ?? [],
    changes: changes.map(lineOf).toSorted(),
    notices: [...new Set(published(topics.published, stage.operationsTopicArn))].toSorted(),
  };
}

function lineOf({ slot, generation, kind, from, to }: SlotChange): string {
  return `${slot}/${generation} ${kind}: ${from} -> ${to}`;
}

type Messages = Stage['cloud']['topics']['published'];

/** But for the one that says that the death made capacity late, which is as it should be. */
function published(messages: Messages, topicArn: string): string[] {
  return messages
    .filter((each) => each.topicArn === topicArn)
    .map(({ subject }) => subject ?? '')
    .filter((subject) => !/capacity for .* is late/.test(subject));
}

/** What must hold after every step, whatever has died. */
export function brokenRules({ stage }: ShortLife): string[] {
  const { ec2, topics } = stage.cloud;
  const live = [...ec2.instances.values()].filter((instance) => isLive(instance, ec2.now));
  const bySlot = Map.groupBy(live, heldBy);
  const crowded = [...bySlot].filter(([, instances]) => instances.length > 1);
  const routed = topics.published.filter(({ topicArn }) => topicArn === stage.routingTopicArn);
  const snapshots = routed.map(({ message }) => JSON.parse(message) as Snapshot);
  const byRevision = Map.groupBy(snapshots, ({ revision }) => revision);
  const torn = [...byRevision].filter(
    ([, same]) => new Set(same.map(({ routes }) => JSON.stringify(routes))).size > 1,
  );
  const falling = snapshots.filter(
    ({ revision }, at) => revision < (snapshots[at - 1]?.revision ?? 0),
  );
  return [
    ...crowded.map(([slot]) => `slot ${slot} has two live instances`),
    ...torn.map(([revision]) => `revision ${revision} has two sets of routes`),
    ...falling.map(({ revision }) => `revision ${revision} came after a higher one`),
    ...(live.length > 5 ? ['more instances than slots'] : []),
  ];
}

interface Snapshot {
  readonly revision: number;
  readonly routes: readonly unknown[];
}

/** The slot that the tags of an instance give it. */
function heldBy(instance: Instance | undefined): string | undefined {
  const members = instance?.tags.get(TAG.members)?.split(',');
  return members?.[instance?.launchIndex ?? 0]?.split('/')[0];
}
