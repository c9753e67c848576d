import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KamailioRpc, kamailioRpc } from '../../softswitch/follow/kamailio-rpc.ts';
import { type Loaded, loadedSets } from '../../softswitch/follow/kamailio-sets.ts';
import { AGENT } from '../application/application.ts';
import { SOFTSWITCH } from '../instances/instance.ts';
import { type Process, start } from '../processes.ts';
import type { Tools } from '../tools/tools.ts';

/** What a carrier is given, and what it would change in it. */
const CONFIGURATION = new URL('../../softswitch/kamailio/kamailio.cfg', import.meta.url);
const CONTROL = 'http://127.0.0.1:8080/RPC';
const MEMORY_MB = 512;
const START_MS = 10_000;
const LOOK_MS = 50;
const SETS_MAX = 3;

/** A real Kamailio that routes what its follower tells it. */
export interface Kamailio {
  /** What its follower writes, and where it is told. */
  readonly following: readonly string[];
  /** What it routes to. */
  loaded(): Promise<readonly Loaded[]>;
  /** Addresses that it routes to, and that it has not found dead. */
  routes(): Promise<number>;
  /** Sends it home and starts it anew from the file on disk; calls that are up know nothing of it. */
  restart(): Promise<void>;
  /** New calls that went to another route than the first, and those that none took. */
  failures(): { readonly failovers: number; readonly lost: number };
  close(): Promise<void>;
}

/** `routes` are addresses that it has from the start, for good unless a follower changes them. */
export async function startKamailio(
  tools: Tools,
  folder: string,
  routes: readonly string[] = [],
): Promise<Kamailio> {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'log');
  const list = join(folder, 'dispatcher.list');
  const configuration = join(folder, 'kamailio.cfg');
  writeFileSync(
    configuration,
    changed(readFileSync(CONFIGURATION, 'utf8'), {
      SOFTSWITCH,
      FROM_CARRIER: 'src_ip==127.0.20.0/24',
      FROM_SLOT: 'src_ip==127.0.10.0/24',
      SECOND_LEGS: `sip:${AGENT}:5060`,
      LIST: list,
    }),
  );
  writeFileSync(list, routes.map((address) => `1 sip:${address}:5060\n`).join(''));
  writeFileSync(log, '');
  const memory = ['-m', String(MEMORY_MB), '-M', '16'];
  const places = ['-L', `${tools.kamailioModules}/`, '-Y', folder, '-f', configuration];
  const rpc = kamailioRpc(CONTROL);
  const launch = async () => {
    const launched = start({
      program: tools.kamailio,
      arguments: ['-DD', '-E', ...memory, ...places],
      log,
    });
    await answering(rpc, launched, log);
    return launched;
  };
  let program = await launch();
  const stop = async () => {
    program.kill('SIGTERM');
    await program.ended;
  };
  const loaded = () => loadedSets(rpc, 1, SETS_MAX);
  return {
    following: ['--write', `kamailio=${list}`, '--kamailio', CONTROL],
    loaded,
    routes: async () =>
      new Set((await loaded()).filter(({ flags }) => flags.startsWith('A')).map(({ uri }) => uri))
        .size,
    restart: async () => {
      await stop();
      program = await launch();
    },
    failures: () => failuresIn(log),
    close: stop,
  };
}

/** The lines that its head says are to be changed. */
function changed(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((before, [name, value]) => {
    const line = new RegExp(`^#!substdef "!${name}!.*!g"$`, 'm');
    if (!line.test(before)) throw new Error(`kamailio.cfg: no line for ${name}`);
    return before.replace(line, `#!substdef "!${name}!${value}!g"`);
  }, text);
}

function failuresIn(log: string): ReturnType<Kamailio['failures']> {
  const lines = readFileSync(log, 'utf8').split('\n');
  const count = (word: string) => lines.filter((line) => line.includes(`: ${word} `)).length;
  return { failovers: count('FAILOVER'), lost: count('NO-ROUTE') + count('NONE-LEFT') };
}

async function answering(rpc: KamailioRpc, program: Process, log: string): Promise<void> {
  const untilMs = performance.now() + START_MS;
  while (performance.now() < untilMs && program.isRunning) {
    const isThere = await rpc('core.version').then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`starting Kamailio: it does not answer; see ${log}`);
}
