import { createDocumentClient } from '../adapters/aws/dynamodb/client.ts';
import { createFleetStore } from '../adapters/aws/dynamodb/fleet-store.ts';
import { createHeartbeatStore } from '../adapters/aws/dynamodb/heartbeat-store.ts';
import { createHistoryStore } from '../adapters/aws/dynamodb/history-store.ts';
import { createStandingStore } from '../adapters/aws/dynamodb/standing-store.ts';
import { createEc2Client } from '../adapters/aws/ec2/client.ts';
import { createCloud } from '../adapters/aws/ec2/cloud.ts';
import { createPace, type Time } from '../adapters/aws/ec2/pace.ts';
import { paced } from '../adapters/aws/ec2/paced-cloud.ts';
import { createSnsClient } from '../adapters/aws/sns/client.ts';
import { createOperationsTopic, createRoutingTopic } from '../adapters/aws/sns/topics.ts';
import { readFleetDefinitions } from '../adapters/files/fleet-definitions.ts';
import { readSettings } from '../config/environment.ts';
import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { Ports } from '../usecases/reconcile/tick.ts';

const REAL_TIME: Time = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** What every function that ends in the loop works with. */
export interface Deployment {
  readonly deployment: string;
  readonly fleets: readonly FleetDefinition[];
  readonly ports: Ports;
}

/** Wires the adapters from the environment. Throws when a variable is missing or wrong. */
export function openPorts(time: Time = REAL_TIME): Deployment {
  const settings = readSettings();
  const documents = createDocumentClient();
  const sns = createSnsClient();
  return {
    deployment: settings.deployment,
    fleets: readFleetDefinitions(settings.fleetsFolder),
    ports: {
      clock: { now: time.now },
      store: createFleetStore(documents, settings.fleetTable),
      standing: createStandingStore(documents, settings.fleetTable),
      history: createHistoryStore(documents, settings.fleetTable),
      heartbeats: createHeartbeatStore(documents, settings.heartbeatTable),
      cloud: paced(createCloud(createEc2Client(), settings), createPace(time)),
      routingTopic: createRoutingTopic(sns, settings.routingTopicArn, settings.routesUrl),
      operationsTopic: createOperationsTopic(sns, settings.operationsTopicArn),
    },
  };
}
