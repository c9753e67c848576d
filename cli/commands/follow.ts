import { follow as followRoutes } from '../../softswitch/follow/follow.ts';
import { readFollowOptions, USAGE, UsageError } from '../../softswitch/follow/options.ts';
import type { Command } from '../command.ts';
import { notUnderstood } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** Runs beside a softswitch until it is told to stop. */
export const follow: Command = {
  usage: USAGE,
  run: async (argv, terminal) => {
    const options = optionsIn(argv, terminal);
    if (!options) {
      terminal.out(USAGE);
      return 0;
    }
    const stop = new AbortController();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
    return followRoutes(options, (line) => terminal.err(`asterfleet: ${line}\n`), stop.signal);
  },
};

function optionsIn(argv: readonly string[], { environment }: Terminal) {
  try {
    return readFollowOptions(argv, environment);
  } catch (error) {
    if (error instanceof UsageError) throw notUnderstood(error.message, 'asterfleet follow --help');
    throw error;
  }
}
