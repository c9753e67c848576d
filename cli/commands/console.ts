import { actorOf, WHO } from '../actor.ts';
import { command } from '../command.ts';
import { withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { openConsole } from '../console/open-console.ts';
import { EXIT, notUnderstood } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

const PORT = 4690;
const PORT_MAX = 65_535;
const { json: _, ...ASKS } = CONNECTION;

/** The fleet as a page on this machine. */
export const consoleCommand = command({
  synopsis: 'console',
  says: `A page on 127.0.0.1 that shows the fleet live: the day's curve, every slot, what decides, what happened and
what is next; and a button for more instances. Whoever has its whole address may look and press it, so it
is for this machine and for you alone. It asks the fleet every ten seconds while somebody looks.`,
  options: {
    port: {
      type: 'string',
      value: 'N',
      says: `where it answers; 0 for any that is free  (${PORT})`,
    },
    ...WHO,
    ...ASKS,
  },
  examples: ['asterfleet console', 'asterfleet console --local'],
  more: `npm start -- --console opens it on a day that is replayed, with pause and speed.`,
  run: async ({ values, terminal }) => {
    const port = portIn(values.port);
    const actor = actorOf(values.actor, terminal.environment);
    await withFunctions({ values, terminal }, async (functions) => {
      const page = await openConsole({ functions, fleet: values.fleet, actor, port }).catch(
        explainPort,
      );
      terminal.out(`${page.url}\n`);
      await untilStopped(terminal);
      await page.close();
    });
    return EXIT.done;
  },
});

function portIn(text: string | undefined): number {
  if (text === undefined) return PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= PORT_MAX) return port;
  throw notUnderstood(`--port: expected a number from 0 to ${PORT_MAX}, found ${text}`);
}

function explainPort(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  throw notUnderstood('--port: another program has it', 'say --port 0 for any that is free');
}

async function untilStopped(terminal: Terminal): Promise<void> {
  terminal.err('Open this address in a browser on this machine. Ctrl-C ends it.\n');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
