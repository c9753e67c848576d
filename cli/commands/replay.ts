import { USAGE as USAGE_OF_REPLAY } from '../../local/replay/options.ts';
import { isForUser, runReplay } from '../../local/replay/run-replay.ts';
import type { Command } from '../command.ts';
import { openLocalPage } from '../console/open-local-page.ts';
import { EXIT, notUnderstood } from '../errors.ts';
import { whatIf } from './what-if.ts';

const USAGE = `asterfleet replay [options]
asterfleet replay --history [options]

${USAGE_OF_REPLAY.replace('npm start -- [options]\n', 'The same as npm start -- [options]:\n')}
With --history it answers what other policies would have made of the fleet's own past:

${whatIf.usage}`;

/** A day of calls through the functions on this machine; or what a past would have cost by other policies. */
export const replay: Command = {
  usage: USAGE,
  run: async (argv, terminal) => {
    if (argv.includes('--history'))
      return whatIf.run(
        argv.filter((word) => word !== '--history'),
        terminal,
      );
    if (argv.includes('--help')) {
      terminal.out(USAGE);
      return EXIT.done;
    }
    try {
      await runReplay(argv, openLocalPage);
      return EXIT.done;
    } catch (error) {
      throw isForUser(error) ? notUnderstood(error.message, 'asterfleet replay --help') : error;
    }
  },
};
