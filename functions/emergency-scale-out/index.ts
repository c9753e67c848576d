import { openPorts } from '../../shared/composition/open-ports.ts';
import { scaleOut } from '../../shared/usecases/triggers/emergency.ts';
import { createHandler } from './handler.ts';

const { fleets, deployment, ports } = openPorts();

export const handler = createHandler({
  scaleOut: (emergency, runId) => scaleOut(fleets, emergency, { deployment, ports, runId }),
});
