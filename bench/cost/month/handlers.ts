import { EC2Client } from '@aws-sdk/client-ec2';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { createHandler as handleAlarm } from '../../../functions/handle-alarm/handler.ts';
import { createHandler as handleInstanceEvent } from '../../../functions/handle-instance-event/handler.ts';
import { createHandler as preflightFleet } from '../../../functions/preflight-fleet/handler.ts';
import { createHandler as reconcileFleet } from '../../../functions/reconcile-fleet/handler.ts';
import { createHandler as serveRouting } from '../../../functions/serve-routing/handler.ts';
import { createReadiness } from '../../../shared/adapters/aws/readiness/readiness.ts';
import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import { preflightDue, preflightNow } from '../../../shared/usecases/preflight/preflight.ts';
import { reconcileAll } from '../../../shared/usecases/reconcile/reconcile-all.ts';
import { acknowledge } from '../../../shared/usecases/routing/acknowledge.ts';
import { readRoutes } from '../../../shared/usecases/routing/read-routes.ts';
import { recordAlarm } from '../../../shared/usecases/triggers/alarm.ts';
import { recordInstanceEvent } from '../../../shared/usecases/triggers/instance-event.ts';
import type { AwsEdge } from '../../../test/simulation/kernel/aws-edge.ts';
import {
  type Container,
  clientInto,
  DEPLOYMENT,
  TEMPLATE_PREFIX,
  TOPICS,
} from '../../../test/simulation/kernel/container.ts';

/** Wired as `functions/<name>/index.ts` and `shared/composition` do it, over a container of the simulation. */
export interface Wiring {
  readonly container: Container;
  readonly edge: AwsEdge;
  readonly fleets: readonly FleetDefinition[];
  readonly subnetIds: readonly string[];
}

export const HANDLERS = {
  'reconcile-fleet': ({ container, fleets }: Wiring) =>
    reconcileFleet({
      reconcile: (runId, fleet) => reconcileAll(fleets, runOf(container, runId), fleet),
    }),
  'handle-instance-event': ({ container, fleets }: Wiring) =>
    handleInstanceEvent({
      record: (event, runId) => recordInstanceEvent(fleets, event, runOf(container, runId)),
    }),
  'handle-alarm': ({ container, fleets }: Wiring) =>
    handleAlarm({
      record: (change, runId) => recordAlarm(fleets, change, runOf(container, runId)),
    }),
  'preflight-fleet': (wiring: Wiring) => {
    const { container, fleets } = wiring;
    const ports = { ...container.ports, readiness: readinessOf(wiring) };
    return preflightFleet({
      due: () => preflightDue(fleets, ports),
      now: (fleet) => preflightNow(fleets, fleet, ports),
    });
  },
  'serve-routing': ({ container: { ports, routes: store }, fleets }: Wiring) =>
    serveRouting({
      read: (question) => readRoutes(fleets, question, store),
      acknowledge: (applied, caller) =>
        acknowledge(fleets, applied, caller, { store, clock: ports.clock }),
    }),
} as const;

export type FunctionName = keyof typeof HANDLERS;

function runOf({ ports }: Container, runId: string) {
  return { deployment: DEPLOYMENT, ports, runId };
}

function readinessOf({ container, edge, subnetIds }: Wiring) {
  const through =
    (service: 'ec2' | 'sns' | 'servicequotas') =>
    (sent: Parameters<Parameters<typeof clientInto>[1]>[0]) => {
      const { run } = container;
      if (!run) throw new Error('a client is used outside a run');
      return edge.send({ run, service, ...sent });
    };
  const clients = {
    ec2: clientInto(EC2Client.prototype, through('ec2')),
    sns: clientInto(SNSClient.prototype, through('sns')),
    quotas: clientInto(ServiceQuotasClient.prototype, through('servicequotas')),
  };
  return createReadiness(clients, {
    deployment: DEPLOYMENT,
    launchTemplatePrefix: TEMPLATE_PREFIX,
    subnetIds,
    operationsTopicArn: TOPICS.operations,
  });
}
