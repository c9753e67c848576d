import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../shared/adapters/files/write-whole.ts';
import { SOFTSWITCH } from '../instances/instance.ts';
import { type Process, start } from '../processes.ts';
import type { Tools } from '../tools/tools.ts';

const CONFIGURATION = new URL('kamailio.cfg', import.meta.url);
const MEMORY_MB = 512;
const START_MS = 10_000;
const LOOK_MS = 50;

interface Snapshot {
  readonly revision: number;
  readonly routes: readonly {
    readonly slot: number;
    readonly address: string;
    readonly port: number;
  }[];
}

/** A real Kamailio that routes what the snapshots say. */
export interface Kamailio {
  /** Takes a message of the routing topic; an older revision than the last is left alone. */
  deliver(message: string): void;
  /** Waits until everything delivered is applied. */
  settled(): Promise<void>;
  /** Sends it home and starts it anew from the file on disk; calls that are up know nothing of it. */
  restart(): Promise<void>;
  /** New calls that went to another route than the first, and those that none took. */
  failures(): { readonly failovers: number; readonly lost: number };
  readonly revision: number;
  /** Slots that it sends calls to. */
  readonly routes: number;
  close(): Promise<void>;
}

export async function startKamailio(tools: Tools, folder: string): Promise<Kamailio> {
  const log = join(folder, 'log');
  const list = join(folder, 'dispatcher.list');
  const configuration = configured(tools, folder);
  if (!existsSync(list)) writeFileSync(list, '');
  writeFileSync(log, '');
  const memory = ['-m', String(MEMORY_MB), '-M', '16'];
  const options = ['-DD', '-E', ...memory, '-Y', folder, '-f', configuration];
  const launch = async () => {
    const launched = start({ program: tools.kamailio, arguments: options, log });
    await answering(launched, log);
    return launched;
  };
  let program = await launch();
  let revision = 0;
  let routes = 0;
  let work = Promise.resolve();
  const stop = async () => {
    program.kill('SIGTERM');
    await program.ended;
  };
  const apply = async (snapshot: Snapshot) => {
    if (snapshot.revision <= revision) return;
    writeWhole(list, listOf(snapshot));
    await call('dispatcher.reload');
    ({ revision } = snapshot);
    routes = snapshot.routes.length;
  };
  return {
    get revision() {
      return revision;
    },
    get routes() {
      return routes;
    },
    deliver: (message) => {
      const snapshot = JSON.parse(message) as Snapshot;
      work = work.then(() => apply(snapshot));
    },
    settled: () => work,
    restart: () => {
      work = work.then(async () => {
        await stop();
        program = await launch();
      });
      return work;
    },
    failures: () => failuresIn(log),
    close: stop,
  };
}

function configured(tools: Tools, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'kamailio.cfg');
  const values = { address: SOFTSWITCH, modules: tools.kamailioModules, folder };
  writeFileSync(file, filled(readFileSync(CONFIGURATION, 'utf8'), values));
  return file;
}

function failuresIn(log: string): ReturnType<Kamailio['failures']> {
  const lines = readFileSync(log, 'utf8').split('\n');
  const count = (word: string) => lines.filter((line) => line.includes(`: ${word} `)).length;
  return { failovers: count('FAILOVER'), lost: count('NO-ROUTE') + count('NONE-LEFT') };
}

function listOf({ routes }: Snapshot): string {
  return routes
    .map(({ slot, address, port }) => `1 sip:${address}:${port} 0 0 duid=slot${slot}\n`)
    .join('');
}

async function call(method: string): Promise<unknown> {
  const answer = await fetch(`http://${SOFTSWITCH}:8080/RPC`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method }),
    signal: AbortSignal.timeout(3_000),
  });
  const said = (await answer.json()) as { readonly result?: unknown; readonly error?: unknown };
  if (said.error) throw new Error(`${method}: ${JSON.stringify(said.error)}`);
  return said.result;
}

async function answering(program: Process, log: string): Promise<void> {
  const untilMs = performance.now() + START_MS;
  while (performance.now() < untilMs && program.isRunning) {
    const isThere = await call('core.version').then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`starting Kamailio: it does not answer; see ${log}`);
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/@\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
