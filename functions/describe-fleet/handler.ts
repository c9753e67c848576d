import * as z from 'zod';
import { fleetName } from '../../shared/middleware/fields.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type { Question } from '../../shared/usecases/describe/describe.ts';

export interface Dependencies {
  readonly describe: (question: Question) => Promise<object>;
}

const HOURS_MAX = 7 * 24;
const hours = `a whole number of hours from 1 to ${HOURS_MAX}`;
const aTime = 'a time such as 2026-11-23T13:30:00Z';
const time = z.iso.datetime({ offset: true, error: aTime }).transform((text) => Date.parse(text));
const fleet = fleetName.optional();

const past = (show: 'history' | 'load') =>
  z
    .strictObject({
      show: z.literal(show),
      fleet,
      from: time.optional(),
      to: time.optional(),
      slot: z.int({ error: 'the number of a slot' }).optional(),
    })
    .transform(({ from, to, ...rest }) => ({ ...rest, fromMs: from, toMs: to }));

const question = z.discriminatedUnion(
  'show',
  [
    z.strictObject({ show: z.literal('status'), fleet }),
    z.strictObject({ show: z.literal('day'), fleet }),
    z
      .strictObject({
        show: z.literal('plan'),
        fleet,
        from: time.optional(),
        hours: z
          .int({ error: hours })
          .min(1, { error: hours })
          .max(HOURS_MAX, { error: hours })
          .default(24),
      })
      .transform(({ from, ...rest }) => ({ ...rest, fromMs: from })),
    past('history'),
    past('load'),
    z.strictObject({ show: z.literal('preflight'), fleet }),
    z.strictObject({ show: z.literal('definition'), fleet }),
  ],
  { error: 'one of status, day, plan, history, load, preflight, definition' },
);

/** What the fleet does, will do and did; changes nothing. */
export function createHandler({ describe }: Dependencies) {
  return handlerFor(question, (asked) => describe(asked));
}
