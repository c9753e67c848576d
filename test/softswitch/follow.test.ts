import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Signer } from '../../local/cloud/function-url.ts';
import { sessionArnOf } from '../../local/cloud/url-event.ts';
import { follow } from '../../softswitch/follow/follow.ts';
import { type FollowOptions, readFollowOptions } from '../../softswitch/follow/options.ts';
import { NIGHT_MS, NODES_TEXT } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

const QUEUE = 'asterfleet-local-in-ngn-sbc-1';
const signer = (name: string): Signer => {
  const userArn = sessionArnOf(`role/${name}`);
  return { accessKeyId: name, secretAccessKey: `secret of ${name}`, userArn };
};

let fleet: LiveFleet;
let folder: string;
let url: string;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS, fleetText: NODES_TEXT });
  folder = mkdtempSync(join(tmpdir(), 'asterfleet-follow-'));
  url = await fleet.stage.serveUrl('serve-routing', [signer('sbc-1'), signer('sbc-9')]);
  const { queues, topics } = fleet.stage.cloud;
  queues.create(QUEUE);
  topics.subscribe(fleet.stage.routingTopicArn, ({ message }) => queues.send(QUEUE, message));
  await fleet.pass(3);
});
afterEach(async () => {
  await fleet.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'routes.csv');

function argumentsOf(...more: readonly string[]): string[] {
  const who = ['--fleet', 'in-ngn', '--node', 'sbc-1', '--url', url, '--region', 'us-east-1'];
  return [...who, '--write', `csv=${file()}`, ...more];
}

/** As a softswitch host has its credentials. */
async function asNode<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: name,
    AWS_SECRET_ACCESS_KEY: `secret of ${name}`,
  });
  try {
    return await work();
  } finally {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
  }
}

function optionsOf(...more: readonly string[]): FollowOptions {
  const options = readFollowOptions(argumentsOf(...more));
  if (!options) throw new Error('no options');
  return options;
}

async function acknowledgements() {
  return (await fleet.stage.store.read('in-ngn')).acknowledgements;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > untilMs) throw new Error('not in 10 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('once: the routes are read, written, read back by a command, and acknowledged', async () => {
  const lines: string[] = [];
  const options = optionsOf('--once', '--verify', `cat ${file()}`);
  const stop = new AbortController();
  const code = await asNode('sbc-1', () =>
    follow(options, (line) => lines.push(line), stop.signal),
  );
  expect([code, lines]).toEqual([
    0,
    ['following in-ngn as sbc-1, from revision 0', expect.stringMatching(/^applied revision \d+/)],
  ]);
  expect(readFileSync(file(), 'utf8')).toContain('198.51.100.1');
  const by = signer('sbc-1').userArn;
  expect(await acknowledgements()).toMatchObject([{ node: 'sbc-1', by }]);
});

test.each([
  ['with the credentials of another', 'sbc-9', /not acknowledged: .* 403 .*not-allowed/],
  ['with credentials that nobody knows', 'sbc-7', /routing service: 403/],
])('%s nothing is acknowledged, and it ends with 1', async (_, name, said) => {
  const lines: string[] = [];
  const stop = new AbortController();
  const options = optionsOf('--once');
  expect(await asNode(name, () => follow(options, (line) => lines.push(line), stop.signal))).toBe(
    1,
  );
  expect(lines.join('\n')).toMatch(said);
  expect(await acknowledgements()).toEqual([]);
});

test('once: a softswitch that keeps what it should not have is no success', async () => {
  const lines: string[] = [];
  const options = optionsOf('--once', '--verify', 'echo nothing');
  const stop = new AbortController();
  expect(
    await asNode('sbc-1', () => follow(options, (line) => lines.push(line), stop.signal)),
  ).toBe(1);
  expect(lines.join('\n')).toContain('the softswitch lacks 198.51.100.1');
  expect(await acknowledgements()).toEqual([]);
});

test('changes come by the queue, at once, and it ends when it is told to', async () => {
  const queue = `${fleet.stage.cloud.url}${fleet.stage.cloud.queues.pathOf(QUEUE)}`;
  const options = optionsOf('--queue', queue, '--poll', '3600', '--verify', `cat ${file()}`);
  const stop = new AbortController();
  const lines: string[] = [];
  await asNode('sbc-1', async () => {
    const running = follow(options, (line) => lines.push(line), stop.signal);
    await until(async () => (await acknowledgements()).length === 1);
    await fleet.invoke('emergency-scale-out', { instances: 3, minutes: 60, reason: 'a test' });
    await fleet.pass(3);
    const { routing } = await fleet.stage.store.read('in-ngn');
    const { revision, routes } = routing?.snapshot ?? { revision: 0, routes: [] };
    expect(routes).toHaveLength(3);
    await until(async () => (await acknowledgements())[0]?.revision === revision);
    expect(readFileSync(file(), 'utf8').trim().split('\r\n')).toHaveLength(1 + 3);
    stop.abort();
    expect(await running).toBe(0);
  });
  expect(lines.at(-1)).toBe('stopped');
});
