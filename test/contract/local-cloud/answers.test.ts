import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDocumentClient } from '../../../shared/adapters/aws/dynamodb/client.ts';
import { createFleetStore } from '../../../shared/adapters/aws/dynamodb/fleet-store.ts';
import { createHeartbeatStore } from '../../../shared/adapters/aws/dynamodb/heartbeat-store.ts';
import { createHistoryStore } from '../../../shared/adapters/aws/dynamodb/history-store.ts';
import { createEc2Client } from '../../../shared/adapters/aws/ec2/client.ts';
import { createCloud } from '../../../shared/adapters/aws/ec2/cloud.ts';
import { isOccupied } from '../../../shared/domain/slot/slot.ts';
import { PEAK_MS } from '../../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: PEAK_MS });
  await fleet.pass(4);
});
afterEach(() => fleet.close());

const SETTINGS = { deployment: 'local', launchTemplatePrefix: 'asterfleet-local-', subnetIds: [] };

test('instances and addresses are read as the SDK reads them', async () => {
  const [ours, sdks] = [createEc2Client(), new EC2Client()].map((client) =>
    createCloud(client, SETTINGS),
  );
  const instances = await ours?.instances('in-ngn');
  expect(instances?.every(({ order, member }) => order !== '' && member)).toBe(true);
  expect(instances).toEqual(await sdks?.instances('in-ngn'));
  const addresses = await ours?.addresses('in-ngn');
  expect(addresses?.filter(({ binding }) => binding).length).toBeGreaterThan(0);
  expect(addresses).toEqual(await sdks?.addresses('in-ngn'));
});

test('the fleet, its heartbeats and its load are read as the SDK reads them', async () => {
  const { fleetTable, heartbeatTable } = fleet.stage;
  const read = async (client: DynamoDBDocumentClient) => {
    const state = await createFleetStore(client, fleetTable).read('in-ngn');
    const arns = state.slots.filter(isOccupied).map(({ instance }) => instance.arn);
    return {
      state,
      beats: await createHeartbeatStore(client, heartbeatTable).read(arns),
      load: await createHistoryStore(client, fleetTable).readLoad('in-ngn', PEAK_MS, fleet.now()),
    };
  };
  const ours = await read(createDocumentClient());
  expect(ours.beats.size).toBeGreaterThan(0);
  expect(ours.load.length).toBeGreaterThan(0);
  expect(ours).toEqual(await read(DynamoDBDocumentClient.from(new DynamoDBClient())));
});
