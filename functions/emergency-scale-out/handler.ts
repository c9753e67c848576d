import * as z from 'zod';
import { actor, fleetName, reason } from '../../shared/middleware/fields.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type { Emergency } from '../../shared/usecases/triggers/emergency.ts';
import type { ScaleOut } from '../../shared/usecases/triggers/scale-out.ts';

export interface Dependencies {
  readonly scaleOut: (emergency: Emergency, runId: string) => Promise<ScaleOut>;
}

const MINUTES_MAX = 24 * 60;
const instances = 'a whole number of at least 1';
const minutes = `a whole number of minutes from 1 to ${MINUTES_MAX}`;
const requestId = 'up to 64 letters, digits, dots, dashes and underscores';

const emergency = z.strictObject(
  {
    instances: z.int({ error: instances }).min(1, { error: instances }),
    minutes: z
      .int({ error: minutes })
      .min(1, { error: minutes })
      .max(MINUTES_MAX, { error: minutes }),
    reason,
    fleet: fleetName.optional(),
    requestId: z
      .string({ error: requestId })
      .regex(/^[\w.-]{1,64}$/, { error: requestId })
      .optional(),
    actor: actor.optional(),
  },
  { error: 'an object such as {"instances": 5, "minutes": 120, "reason": "TV vote"}' },
);

/** At least so many instances for so many minutes. The same request twice is one request. */
export function createHandler({ scaleOut }: Dependencies) {
  return handlerFor(
    emergency,
    async ({ actor: claimed, ...request }, { runId, identity, logger }) => {
      const onBehalfOf = identity ?? claimed ?? 'somebody who did not say';
      const result = await scaleOut({ ...request, onBehalfOf }, runId);
      logger.warn('emergency', { ...result });
      return result;
    },
  );
}
