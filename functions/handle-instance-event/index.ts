import { openPorts } from '../../shared/composition/open-ports.ts';
import { recordInstanceEvent } from '../../shared/usecases/triggers/instance-event.ts';
import { createHandler } from './handler.ts';

const { fleets, deployment, ports } = openPorts();

export const handler = createHandler({
  record: (event, runId) => recordInstanceEvent(fleets, event, { deployment, ports, runId }),
});
