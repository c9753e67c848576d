import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { consoleCommand } from '../../../cli/commands/console.ts';
import type { Message } from '../../../cli/console/feed.ts';
import type { Terminal } from '../../../cli/terminal.ts';
import { NIGHT_MS } from '../../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../../support/functions.ts';
import { asterfleet } from '../support.ts';

let fleet: LiveFleet;
beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
// Nothing stays open, even where a test has failed.
afterEach(() => void process.emit('SIGINT'));
afterAll(() => fleet.close());

const local = () => ['--local', '--endpoint', fleet.stage.cloud.url];

/** The command until it is interrupted, and the address that it prints. */
async function running(argv: readonly string[]) {
  const opened = Promise.withResolvers<string>();
  const terminal: Terminal = {
    out: (text) => opened.resolve(text.trim()),
    err: () => undefined,
    hasColours: false,
    columns: 100,
    environment: { ASTERFLEET_ACTOR: 'ada' },
    ask: async () => undefined,
  };
  const ended = consoleCommand.run(argv, terminal);
  return { url: new URL(await opened.promise), ended };
}

async function firstOf(url: URL): Promise<Message> {
  const headers = { authorization: `Bearer ${url.hash.slice(1)}` };
  const stop = new AbortController();
  const { body } = await fetch(new URL('/api/feed', url), { headers, signal: stop.signal });
  let text = '';
  for await (const chunk of body ?? []) {
    text += new TextDecoder().decode(chunk);
    if (text.endsWith('\n')) break;
  }
  stop.abort();
  return JSON.parse(text) as Message;
}

test('it shows the fleet and orders for whoever started it, until it is interrupted', async () => {
  const { url, ended } = await running(['--port', '0', ...local()]);
  const message = await firstOf(url);
  expect(message).toMatchObject({
    kind: 'view',
    view: {
      fleet: 'in-ngn',
      slotsMax: 5,
      decision: { desired: 1, decidedBy: 'schedule', serving: 1, channels: 0 },
      slots: [{ slot: 1, state: 'serving', limit: 110 }, {}, {}, {}, {}],
    },
  });
  // The hand on the clock is the replay's own.
  expect(message).not.toHaveProperty('pace');
  const answer = await fetch(new URL('/api/emergency', url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${url.hash.slice(1)}`,
      'content-type': 'application/json',
      origin: url.origin,
    },
    body: JSON.stringify({ instances: 2, minutes: 60, reason: 'a vote', requestId: 'r1' }),
  });
  expect(await answer.json()).toMatchObject({
    override: { instances: 2, reason: 'a vote', onBehalfOf: 'ada' },
  });
  process.emit('SIGINT');
  expect(await ended).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('where the fleet cannot be read, the page is told why and what to do next', async () => {
  const { url, ended } = await running(['--port', '0', '--stage', 'elsewhere', ...local()]);
  expect(await firstOf(url)).toMatchObject({
    kind: 'trouble',
    says: expect.stringContaining('Function not found: asterfleet-elsewhere-describeFleet'),
    next: expect.stringContaining('is it deployed in us-east-1 as elsewhere?'),
  });
  process.emit('SIGINT');
  await ended;
});

test('a port that is taken, or is none, is told with what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const taken = await asterfleet(['console', '--port', String(port), ...local()]);
  expect([taken.code, taken.err]).toEqual([
    2,
    expect.stringMatching(/another program has it[\s\S]*say --port 0/),
  ]);
  other.close();
  const none = await asterfleet(['console', '--port', 'x', ...local()]);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('from 0 to 65535, found x')]);
});
