import { openPorts } from '../../shared/composition/open-ports.ts';
import { reconcileAll } from '../../shared/usecases/reconcile/reconcile-all.ts';
import { createHandler } from './handler.ts';

const { fleets, deployment, ports } = openPorts();

export const handler = createHandler({
  reconcile: (runId, fleet) => reconcileAll(fleets, { deployment, ports, runId }, fleet),
});
