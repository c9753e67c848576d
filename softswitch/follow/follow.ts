import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { commandSoftswitch } from './command-softswitch.ts';
import { createFollower, type Follower, messageOf } from './follower.ts';
import { kamailioRpc } from './kamailio-rpc.ts';
import { kamailioSoftswitch } from './kamailio-softswitch.ts';
import type { FollowOptions } from './options.ts';
import { receive } from './queue.ts';
import { keptIn } from './record.ts';
import { routingService } from './routing-service.ts';

const AFTER_FAILURE_MS = 5_000;

/** Follows until it is told to stop, whatever fails; or once. The result is the exit code. */
export async function follow(
  options: FollowOptions,
  log: (line: string) => void,
  stop: AbortSignal,
): Promise<number> {
  const { fleet, node, set, files, recordFile, kamailio, isOnce } = options;
  if (!kamailio && !options.verify) log('nothing is read back: there is no --kamailio or --verify');
  const kept = keptIn(recordFile, fleet);
  const follower = createFollower({
    fleet,
    set,
    files,
    softswitch: kamailio
      ? kamailioSoftswitch(kamailioRpc(kamailio), set)
      : commandSoftswitch(options, kept.read()),
    kept,
    service: routingService(options),
    log,
  });
  log(`following ${fleet} as ${node}, from revision ${follower.revision}`);
  if (isOnce) return once(follower, log);
  const attempts = (name: string, step: () => Promise<void>) => attempt(name, step, log);
  await Promise.all([
    every(options.checkMs, stop, () => attempts('checking', follower.check)),
    every(options.pollMs, stop, () => attempts('reading the routes', follower.poll)),
    listen(options, follower, { log, stop }),
  ]);
  log('stopped');
  return 0;
}

async function once(follower: Follower, log: (line: string) => void): Promise<number> {
  try {
    await follower.poll();
    await follower.check();
    const { revision, applied, acknowledged, drift } = follower;
    const isDone = revision > 0 && applied === revision && acknowledged === revision;
    return isDone && !drift ? 0 : 1;
  } catch (error) {
    log(messageOf(error));
    return 1;
  }
}

async function attempt(
  name: string,
  step: () => Promise<void>,
  log: (line: string) => void,
): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    log(`${name}: ${messageOf(error)}`);
    return false;
  }
}

async function every(
  periodMs: number,
  stop: AbortSignal,
  step: () => Promise<unknown>,
): Promise<void> {
  while (!stop.aborted) {
    await step();
    await pause(periodMs, stop);
  }
}

/** The queue makes it quick; without it, or while it fails, the poll goes on. */
async function listen(
  { queue, region }: FollowOptions,
  follower: Follower,
  { log, stop }: { readonly log: (line: string) => void; readonly stop: AbortSignal },
): Promise<void> {
  if (!queue) return;
  const client = new SQSClient({ region });
  const hand = async (text: string) => {
    // What fails here is tried again by the poll, and must not come back from the queue for ever.
    await attempt('applying a message', () => follower.hear(text), log);
  };
  while (!stop.aborted) {
    const isWell = await attempt(
      'reading the queue',
      () =>
        receive(client, queue, hand, stop).catch((error: unknown) => {
          if (!stop.aborted) throw error;
        }),
      log,
    );
    if (!isWell) await pause(AFTER_FAILURE_MS, stop);
  }
  client.destroy();
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
