import { LOCAL_PORT } from '../port.ts';
import type { Window } from '../traffic/window.ts';
import type { Hand, OpenPage, Page } from './hand.ts';
import { type LiveOption, UsageError } from './options.ts';
import { Pace } from './pace.ts';
import type { ReplayRecord } from './record.ts';
import type { Live } from './replay.ts';
import { onEachDay } from './triggers/scenario.ts';

interface Setting {
  readonly timeZone: string;
  readonly window: Window;
  readonly onOver: (record: ReplayRecord) => Promise<void>;
  readonly openPage: OpenPage;
}

/** A day at which others look while it runs, and for as long as nobody ends it. */
export function liveDay(
  option: LiveOption,
  { timeZone, window, onOver, openPage }: Setting,
): Live & { close(): Promise<void> } {
  const { speed, fromMinute, port, keepsOpen, hasConsole } = option;
  const [freeUntilMs] = onEachDay(fromMinute, timeZone, window);
  const pace = new Pace(speed, fromMinute > 0 ? freeUntilMs : undefined);
  let isOver = false;
  let page: Page | undefined;
  return {
    port,
    pace,
    onOpen: async ({ cloud }) => {
      process.stderr.write(howToAsk(cloud.url, port));
      if (!hasConsole) return;
      const hand = handOn(pace, () => isOver);
      page = await openPage({ endpoint: cloud.url, port: port + 1, hand });
      process.stderr.write(`Its console, for this machine alone: ${page.url}\n`);
    },
    onOver: async (record) => {
      isOver = true;
      await onOver(record);
      if (keepsOpen) await interrupted();
    },
    close: async () => page?.close(),
  };
}

function handOn(pace: Pace, isOver: () => boolean): Hand {
  return {
    state: () => ({ isPaused: pace.isPaused, speed: pace.speed, isOver: isOver() }),
    change: ({ isPaused, speed }) => {
      if (speed !== undefined) pace.setSpeed(speed);
      if (isPaused !== undefined) isPaused ? pace.pause() : pace.resume();
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
