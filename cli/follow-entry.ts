import { main } from './main.ts';
import { processTerminal } from './terminal.ts';

/** The command as a softswitch host has it, in one file: what an operator does is not part of it. */
process.exitCode = await main(
  process.argv.slice(2),
  {
    about: '',
    table: {
      'Beside a softswitch': {
        follow: {
          says: 'keeps a softswitch on the routes of a fleet',
          load: async () => (await import('./commands/follow.ts')).follow,
        },
      },
    },
  },
  processTerminal(),
);
