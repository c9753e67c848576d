import * as z from 'zod';
import type { Caller } from '../../shared/domain/routing/node.ts';
import { fleetName } from '../../shared/middleware/fields.ts';
import { endpoint, resourceFor } from '../../shared/middleware/handler-for.ts';
import { FORMAT_NAMES } from '../../shared/softswitch/formats.ts';
import type { Applied } from '../../shared/usecases/routing/acknowledge.ts';
import type { Routes, RoutesQuestion } from '../../shared/usecases/routing/read-routes.ts';

export interface Dependencies {
  readonly read: (question: RoutesQuestion) => Promise<Routes>;
  readonly acknowledge: (applied: Applied, caller: Caller | undefined) => Promise<object>;
}

const ADDRESSES_MAX = 200;
const SET_MAX = 1_000_000;
const aSet = `a whole number from 1 to ${SET_MAX}`;
const aNode = 'the name of a softswitch node';
const aRevision = 'a revision, a whole number';
const addresses = z
  // A softswitch may have routes of other kinds than ours.
  .array(
    z
      .string({ error: 'an address' })
      .min(1, { error: 'an address' })
      .max(255, { error: 'an address' }),
    {
      error: 'a list of addresses',
    },
  )
  .max(ADDRESSES_MAX, { error: `at most ${ADDRESSES_MAX} addresses` });
const node = z.string({ error: aNode }).min(1, { error: aNode }).max(100, { error: aNode });

const question = z.strictObject(
  {
    fleet: fleetName.optional(),
    format: z.enum(FORMAT_NAMES, { error: `one of ${FORMAT_NAMES.join(', ')}` }).default('json'),
    set: z.coerce
      .number({ error: aSet })
      .int({ error: aSet })
      .min(1, { error: aSet })
      .max(SET_MAX, { error: aSet })
      .default(1),
    node: node.optional(),
  },
  { error: 'an object such as {"format": "kamailio"}' },
);

const applied = z.strictObject(
  {
    fleet: fleetName,
    revision: z.int({ error: aRevision }).min(1, { error: aRevision }),
    node,
    drift: z
      .strictObject(
        { missing: addresses, extra: addresses },
        { error: 'missing and extra addresses' },
      )
      .optional(),
  },
  { error: 'an object such as {"fleet": "in-ngn", "revision": 7, "node": "sbc-1"}' },
);

/** GET, or a plain invocation: the routes in a softswitch's own form. POST: what a node has applied. */
export function createHandler({ read, acknowledge }: Dependencies) {
  return resourceFor({
    GET: endpoint(question, read, (routes, { ifNoneMatch }) => {
      const { revision, mediaType, text, acknowledged } = routes;
      const etag = `"${revision}"`;
      const headers = {
        etag,
        'content-type': `${mediaType}; charset=utf-8`,
        'cache-control': 'no-cache',
        ...(acknowledged !== undefined && { 'asterfleet-acknowledged': String(acknowledged) }),
      };
      if (ifNoneMatch.includes(etag)) return { statusCode: 304, headers, body: '' };
      return { statusCode: 200, headers, body: text };
    }),
    POST: endpoint(applied, async (input, { caller, logger }) => {
      const answer = await acknowledge(input, caller);
      const { drift, ...told } = input;
      const { missing = [], extra = [] } = drift ?? {};
      logger.info('acknowledged', {
        ...told,
        by: caller?.arn,
        missing: missing.length,
        extra: extra.length,
      });
      return answer;
    }),
  });
}
