import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

const SBC_1 = sessionArnOf('role/sbc-1');

function get(query: Readonly<Record<string, string>>, headers = {}): Promise<UrlAnswer> {
  const event = urlEventOf({ method: 'GET', query, headers, userArn: SBC_1 });
  return fleet.invoke<UrlAnswer>('serve-routing', event);
}

function post(body: object | string, userArn = SBC_1): Promise<UrlAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const event = urlEventOf({ method: 'POST', body: text, userArn });
  return fleet.invoke<UrlAnswer>('serve-routing', event);
}

async function revision(): Promise<number> {
  const { body } = await get({});
  return (JSON.parse(body) as { revision: number }).revision;
}

async function acknowledged(): Promise<readonly unknown[]> {
  return (await fleet.stage.store.read('in-ngn')).acknowledgements;
}

test.each(FORMAT_NAMES)(
  'the routes are had as %s, with the revision as their tag',
  async (format) => {
    const answer = await get({ fleet: 'in-ngn', format });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['etag']).toBe(`"${await revision()}"`);
    expect(answer.body).toMatch(/198\.51\.100\.1|slot1/);
    const again = await get({ format }, { 'if-none-match': answer.headers['etag'] });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  },
);

test('the whole is JSON where nothing else is asked for, and as an invocation too', async () => {
  const { body } = await get({});
  expect(JSON.parse(body)).toMatchObject({ schema: 'asterfleet.routing/1', fleet: 'in-ngn' });
  const plain = await fleet.invoke('serve-routing', { format: 'kamailio', set: 7 });
  expect(plain).toMatchObject({ mediaType: 'text/plain', text: expect.stringMatching(/^7 sip:/m) });
});

test('a node acknowledges, and is told what it acknowledged', async () => {
  const newest = await revision();
  expect((await get({ node: 'sbc-1' })).headers['asterfleet-acknowledged']).toBe('0');
  const answer = await post({ fleet: 'in-ngn', revision: newest, node: 'sbc-1' });
  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({ fleet: 'in-ngn', node: 'sbc-1', acknowledged: newest });
  expect((await get({ node: 'sbc-1' })).headers['asterfleet-acknowledged']).toBe(String(newest));
  expect(await acknowledged()).toMatchObject([{ node: 'sbc-1', revision: newest, by: SBC_1 }]);
});

test('an older acknowledgement that comes late takes nothing back', async () => {
  const newest = await revision();
  await post({ fleet: 'in-ngn', revision: newest, node: 'sbc-1' });
  expect((await post({ fleet: 'in-ngn', revision: newest - 1, node: 'sbc-1' })).statusCode).toBe(
    200,
  );
  expect(await acknowledged()).toMatchObject([{ node: 'sbc-1', revision: newest }]);
});

test.each([
  ['another node', 'role/sbc-2', 403],
  ['a user of the role’s name', 'user/sbc-1', 403],
  ['the node itself', 'role/sbc-1', 200],
])('acknowledging as sbc-1 by %s', async (_, principal, status) => {
  const body = { fleet: 'in-ngn', revision: await revision(), node: 'sbc-1' };
  expect((await post(body, sessionArnOf(principal))).statusCode).toBe(status);
});

test('the same role of another account may not acknowledge', async () => {
  const body = { fleet: 'in-ngn', revision: await revision(), node: 'sbc-1' };
  const stranger = sessionArnOf('role/sbc-1', '210987654321');
  expect(await post(body, stranger)).toMatchObject({
    statusCode: 403,
    body: expect.stringContaining('not for arn:aws:sts::210987654321'),
  });
});

test('without a signature nobody acknowledges, whoever they say they are', async () => {
  const body = { fleet: 'in-ngn', revision: await revision(), node: 'sbc-1' };
  const { requestContext, ...event } = urlEventOf({
    method: 'POST',
    body: JSON.stringify(body),
    userArn: SBC_1,
  });
  const { authorizer: _, ...unsigned } = requestContext;
  const before = await acknowledged();
  const answer = await fleet.invoke('serve-routing', { ...event, requestContext: unsigned });
  expect(answer).toMatchObject({ statusCode: 403 });
  expect(await acknowledged()).toEqual(before);
});

test.each([
  ['a fleet', { fleet: 'other' }, 400, 'fleet: expected one of in-ngn, found "other"'],
  ['a format', { format: 'yaml' }, 400, 'format: expected one of json, csv, kamailio'],
  ['a set', { set: '0' }, 400, 'set: expected a whole number'],
  ['a field', { colour: 'red' }, 400, 'colour: no such field'],
])('%s that is not known is refused with what is', async (_, query, statusCode, because) => {
  expect(await get(query as Record<string, string>)).toMatchObject({
    statusCode,
    body: expect.stringContaining(JSON.stringify(because).slice(1, -1)),
  });
});

test.each([
  ['a revision of the future', { revision: 9_999_999_999 }, 404, 'the newest is'],
  ['a node that nobody knows', { node: 'sbc-9' }, 400, 'node: expected one of sbc-1, sbc-2'],
  ['a revision that is none', { revision: '7' }, 400, 'revision: expected a revision'],
  ['a fleet that nobody knows', { fleet: 'other' }, 400, 'fleet: expected one of in-ngn'],
])('%s is refused, and nothing is noted', async (_, change, statusCode, because) => {
  const before = await acknowledged();
  const body = { fleet: 'in-ngn', revision: await revision(), node: 'sbc-1', ...change };
  expect(await post(body)).toMatchObject({ statusCode, body: expect.stringContaining(because) });
  expect(await acknowledged()).toEqual(before);
});

test('other methods and broken bodies are refused', async () => {
  expect(await post('{"fleet":')).toMatchObject({ statusCode: 400 });
  const event = urlEventOf({ method: 'DELETE', userArn: SBC_1 });
  expect(await fleet.invoke('serve-routing', event)).toMatchObject({
    statusCode: 400,
    body: expect.stringContaining('expected GET or POST, found \\"DELETE\\"'),
  });
});
