import type { Hand } from '../../local/replay/hand.ts';
import { eventOf, type Functions } from '../connection/functions.ts';
import { pageAssets } from './assets.ts';
import { createFeed } from './feed.ts';
import { ordersOf } from './orders.ts';
import { createReader } from './reader.ts';
import { type ConsoleServer, serveConsole } from './server.ts';

/** Local answers cost nothing; others are calls of Lambda, and nothing changes faster than heartbeats. */
const EVERY_MS = { local: 1_000, aws: 10_000 } as const;

export interface ConsoleOptions {
  readonly functions: Functions;
  readonly fleet: string | undefined;
  readonly actor: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly hand?: Hand | undefined;
}

/** The page of one fleet, on 127.0.0.1, over the deployed functions. */
export async function openConsole(options: ConsoleOptions): Promise<ConsoleServer> {
  const { functions, fleet, actor, port, hand } = options;
  const read = createReader((question) =>
    functions.invoke('describeFleet', eventOf({ ...question, fleet })),
  );
  const scaleOut = (request: object) =>
    functions.invoke<object>('emergencyScaleOut', eventOf({ ...request, fleet, actor }));
  const everyMs = functions.connection.isLocal ? EVERY_MS.local : EVERY_MS.aws;
  const feed = createFeed({ read, pace: hand && (() => hand.state()), everyMs });
  return serveConsole({
    port,
    assets: await pageAssets(),
    feed,
    orders: ordersOf({ scaleOut, hand }),
  });
}
