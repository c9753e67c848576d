import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sessionArnOf, type UrlAnswer, urlEventOf } from '../../local/cloud/url-event.ts';
import { FORMAT_NAMES } from '../../shared/softswitch/formats.ts';
import { NIGHT_MS, NODES_TEXT } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS, fleetText: NODES_TEXT });
  await fleet.pass(3);
});
afterAll(() => fleet.close());

const word = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'in-ngn',
    'sbc-1',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    '1',
    '-1',
    '1e9',
  ),
  fc.constantFrom(...FORMAT_NAMES),
);
const name = fc.oneof(word, fc.constantFrom('fleet', 'format', 'set', 'node', 'revision', 'drift'));
const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record(
      {
        fleet: fc.oneof(word, fc.constant('in-ngn')),
        revision: fc.oneof(fc.integer(), fc.double(), word),
        node: fc.oneof(word, fc.constant('sbc-1')),
        drift: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', '__proto__', ''),
  query: fc.dictionary(name, word, { maxKeys: 5 }),
  headers: fc.dictionary(fc.constantFrom('if-none-match', 'host', 'x'), word),
  body,
  userArn: fc.oneof(word, fc.constant(sessionArnOf('role/other'))),
});

test('whatever is asked is answered or refused, and nothing is noted for who may not', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const answer = await fleet.invoke<UrlAnswer>('serve-routing', urlEventOf(asked));
      expect([200, 304, 400, 403, 404]).toContain(answer.statusCode);
      if (asked.method === 'POST') expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      if (answer.statusCode >= 400)
        expect(JSON.parse(answer.body)).toEqual({
          refused: expect.any(String),
          because: expect.any(String),
        });
    }),
    { numRuns: 400 },
  );
  expect((await fleet.stage.store.read('in-ngn')).acknowledgements).toEqual([]);
});

test('an event that is no request at all is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (event) => {
      const answer = await fleet.invoke('serve-routing', event);
      expect(answer).toEqual(expect.objectContaining({}));
    }),
    { numRuns: 100 },
  );
});
