import { createDocumentClient } from '../../shared/adapters/aws/dynamodb/client.ts';
import { createFleetStore } from '../../shared/adapters/aws/dynamodb/fleet-store.ts';
import { createHeartbeatStore } from '../../shared/adapters/aws/dynamodb/heartbeat-store.ts';
import { createHistoryStore } from '../../shared/adapters/aws/dynamodb/history-store.ts';
import { createEc2Client } from '../../shared/adapters/aws/ec2/client.ts';
import { createCloud } from '../../shared/adapters/aws/ec2/cloud.ts';
import { createSnsClient } from '../../shared/adapters/aws/sns/client.ts';
import { createOperationsTopic, createRoutingTopic } from '../../shared/adapters/aws/sns/topics.ts';
import { readFleetDefinitions } from '../../shared/adapters/files/fleet-definitions.ts';
import { readSettings } from '../../shared/config/environment.ts';
import { reconcileAll } from '../../shared/usecases/reconcile/reconcile-all.ts';
import { createHandler } from './handler.ts';

const settings = readSettings();
const documents = createDocumentClient();
const sns = createSnsClient();
const ports = {
  clock: { now: () => Date.now() },
  store: createFleetStore(documents, settings.fleetTable),
  history: createHistoryStore(documents, settings.fleetTable),
  heartbeats: createHeartbeatStore(documents, settings.heartbeatTable),
  cloud: createCloud(createEc2Client(), settings),
  routingTopic: createRoutingTopic(sns, settings.routingTopicArn),
  operationsTopic: createOperationsTopic(sns, settings.operationsTopicArn),
};
const fleets = readFleetDefinitions(settings.fleetsFolder);

export const handler = createHandler({
  reconcile: (runId) => reconcileAll(fleets, settings.deployment, ports, runId),
});
