import * as z from 'zod';
import { actor, fleetName, reason } from '../../shared/middleware/fields.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type { Command, OrderOutcome } from '../../shared/usecases/operate/operate.ts';

export interface Dependencies {
  readonly operate: (command: Command, onBehalfOf: string, runId: string) => Promise<OrderOutcome>;
}

const WEEK_MINUTES = 7 * 24 * 60;
const aSlot = 'the number of a slot';
const minutes = `a whole number of minutes from 1 to ${WEEK_MINUTES}`;

const everyOrder = { reason, fleet: fleetName.optional(), actor: actor.optional() };
const slot = z.int({ error: aSlot }).min(1, { error: aSlot });
const yesOrNo = z.boolean({ error: 'true or false' });

const ofFleet = (action: string) => z.strictObject({ action: z.literal(action), ...everyOrder });

const command = z.discriminatedUnion(
  'action',
  [
    z.strictObject({ action: z.literal('cancel'), override: z.string().optional(), ...everyOrder }),
    z.strictObject({
      action: z.literal('drain'),
      slot,
      atOnce: yesOrNo.default(false),
      ...everyOrder,
    }),
    z.strictObject({ action: z.literal('resume'), slot, ...everyOrder }),
    z.strictObject({
      action: z.literal('retire'),
      slot,
      // Written out, since it cannot be taken back.
      endCalls: z.literal(true, { error: 'true: this ends the calls that are left' }),
      ...everyOrder,
    }),
    z.strictObject({
      action: z.literal('freeze'),
      minutes: z
        .int({ error: minutes })
        .min(1, { error: minutes })
        .max(WEEK_MINUTES, { error: minutes })
        .optional(),
      launchesToo: yesOrNo.default(false),
      ...everyOrder,
    }),
    ofFleet('unfreeze'),
    ofFleet('replace'),
    ofFleet('stop-replacing'),
    ofFleet('rebuild'),
  ],
  {
    error:
      'one of cancel, drain, resume, retire, freeze, unfreeze, replace, stop-replacing, rebuild',
  },
);

/** One order of a person about a fleet or a slot. The same order twice is one order. */
export function createHandler({ operate }: Dependencies) {
  return handlerFor(command, async ({ actor: claimed, ...order }, { runId, identity, logger }) => {
    const onBehalfOf = identity ?? claimed ?? 'somebody who did not say';
    const outcome = await operate(order as Command, onBehalfOf, runId);
    logger.warn('order', { order, onBehalfOf, ...outcome });
    return outcome;
  });
}
