import { openReadiness } from '../../shared/composition/open-readiness.ts';
import { preflightDue, preflightNow } from '../../shared/usecases/preflight/preflight.ts';
import { createHandler } from './handler.ts';

const { fleets, ports } = openReadiness();

export const handler = createHandler({
  due: () => preflightDue(fleets, ports),
  now: (fleet) => preflightNow(fleets, fleet, ports),
});
