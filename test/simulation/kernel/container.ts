import { EC2Client } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createFleetStore } from '../../../shared/adapters/aws/dynamodb/fleet-store.ts';
import { createHeartbeatStore } from '../../../shared/adapters/aws/dynamodb/heartbeat-store.ts';
import { createHistoryStore } from '../../../shared/adapters/aws/dynamodb/history-store.ts';
import { createRoutingStore } from '../../../shared/adapters/aws/dynamodb/routing.ts';
import { createStandingStore } from '../../../shared/adapters/aws/dynamodb/standing-store.ts';
import { createCloud } from '../../../shared/adapters/aws/ec2/cloud.ts';
import { createPace } from '../../../shared/adapters/aws/ec2/pace.ts';
import { paced } from '../../../shared/adapters/aws/ec2/paced-cloud.ts';
import {
  createOperationsTopic,
  createRoutingTopic,
} from '../../../shared/adapters/aws/sns/topics.ts';
import type { RoutingStore } from '../../../shared/ports/routing-store.ts';
import type { Ports } from '../../../shared/usecases/reconcile/tick.ts';
import type { Service } from '../faults/call-faults.ts';
import { REGION } from '../world/ec2.ts';
import type { AwsEdge } from './aws-edge.ts';
import type { FunctionRun } from './function-run.ts';

export const DEPLOYMENT = 'simulated';
export const FLEET_TABLE = 'fleet';
export const HEARTBEAT_TABLE = 'heartbeats';
export const TOPICS = { routing: 'arn:aws:sns:routing', operations: 'arn:aws:sns:operations' };
export const TEMPLATE_PREFIX = 'simulated-';

/** What Lambda keeps warm: the real adapters over clients that send into the world, and a clock of its own. */
export interface Container {
  readonly ports: Ports;
  readonly routes: RoutingStore;
  /** What runs in it now. */
  run: FunctionRun | undefined;
}

export interface ContainerOptions {
  readonly edge: AwsEdge;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly skewMs: number;
  readonly subnetIds: readonly string[];
}

interface Sent {
  readonly operation: string;
  readonly input: object;
  /** What the command's own middleware is told of a failed attempt. */
  readonly failed: (error: Error) => void;
}

interface Command {
  readonly input: object;
  readonly middlewareStack: {
    resolve(handler: () => Promise<never>, context: object): (request: object) => Promise<unknown>;
  };
}

/** A client of the SDK's own class, since its paginators ask for one, that sends into a world. */
export function clientInto<T extends object>(
  prototype: T,
  answer: (sent: Sent) => Promise<object>,
): T {
  const config = { region: async () => REGION };
  const send = (command: Command) => {
    const { input, middlewareStack } = command;
    const failed = (error: Error) => {
      const handler = middlewareStack.resolve(() => Promise.reject(error), {});
      handler({ input }).catch(() => undefined);
    };
    return answer({ operation: command.constructor.name.replace(/Command$/, ''), input, failed });
  };
  return Object.assign(Object.create(prototype), { config, send }) as T;
}

export function openContainer(options: ContainerOptions): Container {
  const { edge, now, sleep, skewMs, subnetIds } = options;
  const held: { container?: Container } = {};
  const through = (service: Service) => (sent: Sent) => {
    const { run } = held.container ?? {};
    if (!run) throw new Error('a client is used outside a run');
    return edge.send({ run, service, ...sent });
  };
  const ec2 = clientInto(EC2Client.prototype, through('ec2'));
  const documents = clientInto(DynamoDBDocumentClient.prototype, through('dynamodb'));
  const sns = clientInto(SNSClient.prototype, through('sns'));
  const settings = { deployment: DEPLOYMENT, launchTemplatePrefix: TEMPLATE_PREFIX, subnetIds };
  const container: Container = {
    run: undefined,
    routes: createRoutingStore(documents, FLEET_TABLE),
    ports: {
      clock: { now: () => Math.floor(now() + skewMs) },
      store: createFleetStore(documents, FLEET_TABLE),
      standing: createStandingStore(documents, FLEET_TABLE),
      history: createHistoryStore(documents, FLEET_TABLE),
      heartbeats: createHeartbeatStore(documents, HEARTBEAT_TABLE),
      cloud: paced(createCloud(ec2, settings), createPace({ now, sleep })),
      routingTopic: createRoutingTopic(sns, TOPICS.routing),
      operationsTopic: createOperationsTopic(sns, TOPICS.operations),
    },
  };
  held.container = container;
  return container;
}
