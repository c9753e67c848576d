import { openPorts } from '../../shared/composition/open-ports.ts';
import { describe } from '../../shared/usecases/describe/describe.ts';
import { createHandler } from './handler.ts';

const { fleets, ports } = openPorts();

export const handler = createHandler({ describe: (question) => describe(fleets, question, ports) });
