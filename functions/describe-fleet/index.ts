import { openViews } from '../../shared/composition/open-views.ts';
import { describe } from '../../shared/usecases/describe/describe.ts';
import { createHandler } from './handler.ts';

const { fleets, ports } = openViews();

export const handler = createHandler({ describe: (question) => describe(fleets, question, ports) });
