import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';
import type { Softswitch } from './softswitch.ts';

const run = promisify(execFile);
const COMMAND_MS = 30_000;
const OUTPUT_MAX = 16 * 1024 * 1024;
const ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;

export interface Commands {
  /** Makes the softswitch read its files. */
  readonly onChange: string | undefined;
  /** Prints what the softswitch routes to, in whatever words. */
  readonly verify: string | undefined;
}

/**
 * Any softswitch with a command line. That a command ends with 0 proves nothing (`kamcmd` does so on
 * errors): what it routes to is read back. `standing` is what an earlier follower left it with.
 */
export function commandSoftswitch(
  { onChange, verify }: Commands,
  standing?: Pick<RoutingSnapshot, 'routes'>,
): Softswitch {
  /** Addresses that were routed: of what the softswitch prints, only these are its routes. */
  const ours = new Set(standing?.routes.map(({ address }) => address));
  return {
    apply: async (snapshot) => {
      for (const { address } of snapshot.routes) ours.add(address);
      if (onChange) await shell(onChange, snapshot);
    },
    drift: async (snapshot) => {
      if (!verify) return undefined;
      const wanted = new Set(snapshot.routes.map(({ address }) => address));
      for (const address of wanted) ours.add(address);
      const printed = new Set((await shell(verify, snapshot)).match(ADDRESS));
      return {
        missing: [...wanted].filter((address) => !printed.has(address)),
        extra: [...ours].filter((address) => printed.has(address) && !wanted.has(address)),
      };
    },
  };
}

async function shell(command: string, { fleet, revision }: RoutingSnapshot): Promise<string> {
  const own = { ASTERFLEET_FLEET: fleet, ASTERFLEET_REVISION: String(revision) };
  const { stdout } = await run('/bin/sh', ['-c', command], {
    timeout: COMMAND_MS,
    maxBuffer: OUTPUT_MAX,
    env: { ...process.env, ...own },
  });
  return stdout;
}
