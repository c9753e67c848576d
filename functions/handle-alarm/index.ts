import { openPorts } from '../../shared/composition/open-ports.ts';
import { recordAlarm } from '../../shared/usecases/triggers/alarm.ts';
import { createHandler } from './handler.ts';

const { fleets, deployment, ports } = openPorts();

export const handler = createHandler({
  record: (change, runId) => recordAlarm(fleets, change, { deployment, ports, runId }),
});
