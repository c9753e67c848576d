import { openRouting } from '../../shared/composition/open-routing.ts';
import { acknowledge } from '../../shared/usecases/routing/acknowledge.ts';
import { readRoutes } from '../../shared/usecases/routing/read-routes.ts';
import { createHandler } from './handler.ts';

const { fleets, ports } = openRouting();

export const handler = createHandler({
  read: (question) => readRoutes(fleets, question, ports.store),
  acknowledge: (applied, caller) => acknowledge(fleets, applied, caller, ports),
});
