import { openPorts } from '../../shared/composition/open-ports.ts';
import { operate } from '../../shared/usecases/operate/operate.ts';
import { createHandler } from './handler.ts';

const { fleets, deployment, ports } = openPorts();

export const handler = createHandler({
  operate: (command, onBehalfOf, runId) =>
    operate(fleets, command, onBehalfOf, { deployment, ports, runId }),
});
