import { request as httpRequest, type IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFeed } from '../../../cli/console/feed.ts';
import { ordersOf } from '../../../cli/console/orders.ts';
import { type ConsoleServer, serveConsole } from '../../../cli/console/server.ts';
import type { View } from '../../../cli/console/view.ts';
import { CommandError, EXIT } from '../../../cli/errors.ts';

const VIEW = { fleet: 'in-ngn' } as View;
const ORDER = { instances: 5, minutes: 120, reason: 'a vote', requestId: 'r1' };

let asked: object[];
let refuses: CommandError | undefined;
let server: ConsoleServer;
beforeEach(async () => {
  asked = [];
  refuses = undefined;
  const feed = createFeed({ read: async () => VIEW, pace: undefined, everyMs: 60_000 });
  const scaleOut = async (request: object) => {
    asked.push(request);
    if (refuses) throw refuses;
    return { says: 'at least 5' };
  };
  const orders = ordersOf({ scaleOut, hand: undefined });
  const assets = new Map([['/', { type: 'text/html', text: '<h1>page</h1>' }]]);
  server = await serveConsole({ port: 0, assets, feed, orders });
});
afterEach(() => server.close());

interface Asking {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly host?: string;
}

const port = () => new URL(server.url).port;
const token = () => new URL(server.url).hash.slice(1);

/** With the headers as they are said, Host included, which fetch would not send. */
function ask({ method = 'GET', path = '/', headers = {}, body, host = '127.0.0.1' }: Asking) {
  const said = Object.fromEntries(Object.entries(headers).filter(([, value]) => value));
  return new Promise<{ status: number; headers: IncomingMessage['headers']; text: string }>(
    (resolve, reject) => {
      const asking = httpRequest(
        { host, port: port(), method, path, headers: said, agent: false },
        (answer) => {
          let text = '';
          const done = () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
          answer.on('data', (chunk) => {
            text += chunk;
            if (path === '/api/feed' && text.endsWith('\n')) {
              done();
              answer.destroy();
            }
          });
          answer.on('end', done);
        },
      );
      asking.on('error', reject);
      asking.end(body);
    },
  );
}

/** As the page's own script orders. */
const fromPage = (): Record<string, string | undefined> => ({
  authorization: `Bearer ${token()}`,
  'content-type': 'application/json',
  origin: `http://127.0.0.1:${port()}`,
  'sec-fetch-site': 'same-origin',
});

const order = (headers: Record<string, string | undefined> = {}, body = JSON.stringify(ORDER)) =>
  ask({ method: 'POST', path: '/api/emergency', headers: { ...fromPage(), ...headers }, body });

test('the page may be had without a token, and holds none', async () => {
  const { status, text } = await ask({});
  expect(status).toBe(200);
  expect(text).toBe('<h1>page</h1>');
  expect(text).not.toContain(token());
});

test('an order of the page reaches the function, and its answer the page', async () => {
  const { status, text } = await order();
  expect([status, JSON.parse(text)]).toEqual([200, { says: 'at least 5' }]);
  expect(asked).toEqual([ORDER]);
});

test('the feed is for who has the token', async () => {
  const { text } = await ask({ path: '/api/feed', headers: fromPage() });
  expect(JSON.parse(text)).toEqual({ kind: 'view', view: VIEW });
  expect(await ask({ path: '/api/feed' })).toMatchObject({ status: 401 });
});

test('it answers on loopback alone', async () => {
  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const outside = others.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
  // Another address of 127/8 is loopback too, but not the one that it is bound to.
  const elsewhere = outside ?? '127.0.0.2';
  await expect(ask({ host: elsewhere })).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL/);
});

test.each([
  ['a name that resolves to 127.0.0.1 (DNS rebinding)', () => `evil.example:${port()}`],
  ['its address without the port', () => '127.0.0.1'],
  ['another port', () => '127.0.0.1:1'],
])('it is not asked under %s', async (_, host) => {
  expect(await ask({ headers: { host: host() } })).toMatchObject({ status: 403 });
  expect(await order({ host: host() })).toMatchObject({ status: 403 });
  expect(asked).toEqual([]);
});

test('it may be asked as localhost', async () => {
  const host = `localhost:${port()}`;
  expect(await order({ host, origin: `http://${host}` })).toMatchObject({ status: 200 });
});

test.each([
  ['from another origin', { origin: 'https://evil.example' }, 403],
  ['from another port of this machine', { origin: 'http://127.0.0.1:8080' }, 403],
  ['from a page without an origin', { origin: 'null' }, 403],
  ['that does not say whence it comes', { origin: undefined }, 403],
  ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['from another port, as the browser says', { 'sec-fetch-site': 'same-site' }, 403],
  ['without the token', { authorization: undefined }, 401],
  ['with another token', { authorization: 'Bearer x' }, 401],
  ['as a form would send it', { 'content-type': 'text/plain' }, 415],
])('an order %s is not carried out', async (_, headers, status) => {
  expect(await order(headers)).toMatchObject({ status });
  expect(asked).toEqual([]);
});

test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is no method here', async (method) => {
  const { status, headers } = await ask({ method, path: '/api/emergency', headers: fromPage() });
  expect(status).toBe(405);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('every answer, a refusal too, lets nothing in and nobody else read it', async () => {
  for (const { headers } of [await ask({}), await order({ origin: 'https://evil.example' })]) {
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test.each([
  ['no JSON', '{'],
  ['another field', JSON.stringify({ ...ORDER, actor: 'somebody else' })],
  ['another fleet', JSON.stringify({ ...ORDER, fleet: 'other' })],
  ['a text for a number', JSON.stringify({ ...ORDER, instances: '5' })],
])('an order with %s is not passed on', async (_, body) => {
  expect(await order({}, body)).toMatchObject({ status: 400 });
  expect(asked).toEqual([]);
});

test('an order that is too long is not read', async () => {
  const body = JSON.stringify({ ...ORDER, reason: 'x'.repeat(5_000) });
  expect(await order({ 'content-length': String(body.length) }, body)).toMatchObject({
    status: 413,
  });
});

test('what the fleet refuses is told as it says it, and what fails with what to do next', async () => {
  refuses = new CommandError(EXIT.refused, 'instances: expected 1 to 5, found 9');
  const refused = await order();
  expect(refused.status).toBe(422);
  expect(JSON.parse(refused.text)).toEqual({ failed: 'instances: expected 1 to 5, found 9' });
  refuses = new CommandError(EXIT.failed, 'Lambda does not answer', 'ask again');
  const failed = await order();
  expect(failed.status).toBe(502);
  expect(JSON.parse(failed.text)).toEqual({ failed: 'Lambda does not answer', next: 'ask again' });
});

test('there is no pace where the day is a real one', async () => {
  const asking = { method: 'POST', path: '/api/pace', headers: fromPage(), body: '{}' };
  expect(await ask(asking)).toMatchObject({ status: 404 });
});
