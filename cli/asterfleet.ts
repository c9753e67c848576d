#!/usr/bin/env node
import { follow } from '../softswitch/follow/follow.ts';
import {
  readFollowOptions,
  USAGE as USAGE_OF_FOLLOW,
  UsageError,
} from '../softswitch/follow/options.ts';

const USAGE = `asterfleet COMMAND [options]

  follow    keeps a softswitch on the routes of a fleet

asterfleet COMMAND --help says more. Ends with 0 when it is done, 1 when it failed, 2 when it was not
understood.
`;

type Command = (argv: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = { follow: followCommand };

async function main([name = '', ...rest]: readonly string[]): Promise<number> {
  if (name === '--help' || name === 'help') return say(USAGE);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command(rest);
  throw new UsageError(
    `expected one of ${Object.keys(COMMANDS).join(', ')}, found ${name || 'nothing'}`,
  );
}

async function followCommand(argv: readonly string[]): Promise<number> {
  const options = readFollowOptions(argv);
  if (!options) return say(USAGE_OF_FOLLOW);
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  return follow(options, complain, stop.signal);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(line: string): void {
  process.stderr.write(`asterfleet: ${line}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
