import * as z from 'zod';
import { fleetName } from '../../shared/middleware/fields.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type { PreflightReport } from '../../shared/usecases/preflight/preflight.ts';

export interface Dependencies {
  readonly due: () => Promise<PreflightReport[]>;
  readonly now: (fleet: string | undefined) => Promise<PreflightReport[]>;
}

const request = z
  .strictObject(
    {
      /** What the schedule says: of every fleet, only where a rise is near. */
      due: z.literal(true, { error: 'true' }).optional(),
      fleet: fleetName.optional(),
    },
    { error: 'an object such as {"fleet": "in-ngn"}' },
  )
  .refine(({ due, fleet }) => !due || fleet === undefined, {
    path: ['fleet'],
    error: 'none beside due',
  });

/** Looks for what would stand in the way of the next launches. What it finds, the next tick tells. */
export function createHandler({ due, now }: Dependencies) {
  return handlerFor(request, async ({ due: isDue, fleet }, { logger }) => {
    const fleets = isDue ? await due() : await now(fleet);
    for (const report of fleets) if (report.checks) logger.info('preflight', { ...report });
    return { fleets };
  });
}
