import { LOCAL_PORT } from '../port.ts';
import type { Window } from '../traffic/window.ts';
import { type LiveOption, UsageError } from './options.ts';
import { Pace } from './pace.ts';
import type { ReplayRecord } from './record.ts';
import type { Live } from './replay.ts';
import { onEachDay } from './triggers/scenario.ts';

interface Setting {
  readonly timeZone: string;
  readonly window: Window;
  readonly onOver: (record: ReplayRecord) => Promise<void>;
}

/** A day at which others look while it runs, and for as long as nobody ends it. */
export function liveDay(option: LiveOption, { timeZone, window, onOver }: Setting): Live {
  const { speed, fromMinute, port, keepsOpen } = option;
  const [freeUntilMs] = onEachDay(fromMinute, timeZone, window);
  return {
    port,
    pace: new Pace(speed, fromMinute > 0 ? freeUntilMs : undefined),
    onOpen: ({ cloud }) => process.stderr.write(howToAsk(cloud.url, port)),
    onOver: async (record) => {
      await onOver(record);
      if (keepsOpen) await interrupted();
    },
  };
}

function howToAsk(url: string, port: number): string {
  const where = port === LOCAL_PORT ? '--local' : `--local --endpoint ${url}`;
  return `The fleet answers while the day runs; in another terminal: npx asterfleet status ${where}\n`;
}

async function interrupted(): Promise<void> {
  process.stderr.write('The day is over, and the fleet still answers. Ctrl-C ends it.\n');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** A day whose port is taken cannot be asked. */
export function explainPort(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  throw new UsageError(
    '--port: another program has it, perhaps another replay; say --port with another number',
  );
}
