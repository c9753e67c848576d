import type { Context } from 'aws-lambda';
import { createHandler as describeFleet } from '../../functions/describe-fleet/handler.ts';
import { createHandler as emergencyScaleOut } from '../../functions/emergency-scale-out/handler.ts';
import { createHandler as handleAlarm } from '../../functions/handle-alarm/handler.ts';
import { createHandler as handleInstanceEvent } from '../../functions/handle-instance-event/handler.ts';
import { createHandler as operateFleet } from '../../functions/operate-fleet/handler.ts';
import { createHandler as preflightFleet } from '../../functions/preflight-fleet/handler.ts';
import { createHandler as reconcileFleet } from '../../functions/reconcile-fleet/handler.ts';
import { createHandler as serveRouting } from '../../functions/serve-routing/handler.ts';
import { contextOf } from '../../local/cloud/lambda-context.ts';
import { describe } from '../../shared/usecases/describe/describe.ts';
import { operate } from '../../shared/usecases/operate/operate.ts';
import { preflightDue, preflightNow } from '../../shared/usecases/preflight/preflight.ts';
import { reconcileAll } from '../../shared/usecases/reconcile/reconcile-all.ts';
import { acknowledge } from '../../shared/usecases/routing/acknowledge.ts';
import { readRoutes } from '../../shared/usecases/routing/read-routes.ts';
import { recordAlarm } from '../../shared/usecases/triggers/alarm.ts';
import { scaleOut } from '../../shared/usecases/triggers/emergency.ts';
import { recordInstanceEvent } from '../../shared/usecases/triggers/instance-event.ts';
import { FLEET, type FrozenWorld } from './frozen-world.ts';
import type { FunctionName } from './payloads.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const FLEETS = [FLEET];

/** Every function over one world, wired as its index.ts wires it. */
export function subjectsOver({ ports }: FrozenWorld): Readonly<Record<FunctionName, Handler>> {
  const run = (runId: string) => ({ deployment: 'test', ports, runId });
  return {
    'reconcile-fleet': reconcileFleet({ reconcile: (runId) => reconcileAll(FLEETS, run(runId)) }),
    'handle-alarm': handleAlarm({
      record: (change, runId) => recordAlarm(FLEETS, change, run(runId)),
    }),
    'handle-instance-event': handleInstanceEvent({
      record: (event, runId) => recordInstanceEvent(FLEETS, event, run(runId)),
    }),
    'emergency-scale-out': emergencyScaleOut({
      scaleOut: (emergency, runId) => scaleOut(FLEETS, emergency, run(runId)),
    }),
    'operate-fleet': operateFleet({
      operate: (command, onBehalfOf, runId) => operate(FLEETS, command, onBehalfOf, run(runId)),
    }),
    'describe-fleet': describeFleet({ describe: (question) => describe(FLEETS, question, ports) }),
    'serve-routing': serveRouting({
      read: (question) => readRoutes(FLEETS, question, ports.store),
      acknowledge: (applied, caller) => acknowledge(FLEETS, applied, caller, ports),
    }),
    'preflight-fleet': preflightFleet({
      due: () => preflightDue(FLEETS, ports),
      now: (fleet) => preflightNow(FLEETS, fleet, ports),
    }),
  };
}

/** The same for every run, so that two runs can be compared. */
export const CONTEXT: Context = { ...contextOf('asterfleet-test'), awsRequestId: 'run-1' };
