import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sessionArnOf } from '../../local/cloud/url-event.ts';
import type { Stage } from '../../local/replay/stage.ts';
import { type Process, start } from '../processes.ts';

const COMMAND = fileURLToPath(new URL('../../cli/asterfleet.ts', import.meta.url));
const POLL_SECONDS = '2';

export interface FollowerOptions {
  readonly fleet: string;
  /** As the fleet's definition names it; its role has the same name. */
  readonly node: string;
  readonly folder: string;
  /** What to write, and how the softswitch is told. */
  readonly following: readonly string[];
}

export interface Follower {
  readonly log: () => string;
  /** Kills it, and starts another on what it left. */
  die(): Promise<void>;
  close(): Promise<void>;
}

/** A softswitch that has none. */
export const NO_FOLLOWER: Follower = {
  log: () => '',
  die: async () => undefined,
  close: async () => undefined,
};

/** The command itself, as it runs beside a softswitch: fed by a queue and a function URL. */
export async function startFollower(
  stage: Stage,
  { fleet, node, folder, following }: FollowerOptions,
): Promise<Follower> {
  const { queues, topics, url: cloud } = stage.cloud;
  const queue = `asterfleet-local-${fleet}-${node}`;
  queues.create(queue);
  topics.subscribe(stage.routingTopicArn, ({ message }) => queues.send(queue, message));
  const secretAccessKey = `secret of ${node}`;
  const signer = { accessKeyId: node, secretAccessKey, userArn: sessionArnOf(`role/${node}`) };
  const url = await stage.serveUrl('serve-routing', [signer]);
  const log = join(folder, 'follower.log');
  const launch = (): Process =>
    start({
      program: process.execPath,
      arguments: [
        ...[COMMAND, 'follow', '--fleet', fleet, '--node', node, '--url', url],
        ...['--queue', `${cloud}${queues.pathOf(queue)}`, '--region', 'us-east-1'],
        ...['--poll', POLL_SECONDS, '--check', POLL_SECONDS, ...following],
      ],
      environment: { AWS_ACCESS_KEY_ID: node, AWS_SECRET_ACCESS_KEY: secretAccessKey },
      log,
    });
  let program = launch();
  const end = async (signal: NodeJS.Signals) => {
    program.kill(signal);
    await program.ended;
  };
  return {
    log: () => readFileSync(log, 'utf8'),
    die: async () => {
      await end('SIGKILL');
      program = launch();
    },
    close: () => end('SIGTERM'),
  };
}
