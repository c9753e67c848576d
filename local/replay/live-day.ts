import { actorOf } from '../../cli/actor.ts';
import { connect } from '../../cli/connection/functions.ts';
import { openConsole } from '../../cli/console/open-console.ts';
import type { PaceChange } from '../../cli/console/pace.ts';
import type { ConsoleServer } from '../../cli/console/server.ts';
import { LOCAL_PORT } from '../port.ts';
import type { Window } from '../traffic/window.ts';
import { type LiveOption, UsageError } from './options.ts';
import { Pace } from './pace.ts';
import type { ReplayRecord } from './record.ts';
import type { Live } from './replay.ts';
import { DEPLOYMENT, REGION } from './stage.ts';
import { onEachDay } from './triggers/scenario.ts';

interface Setting {
  readonly timeZone: string;
  readonly window: Window;
  readonly onOver: (record: ReplayRecord) => Promise<void>;
}

/** A day at which others look while it runs, and for as long as nobody ends it. */
export function liveDay(
  option: LiveOption,
  { timeZone, window, onOver }: Setting,
): Live & { close(): Promise<void> } {
  const { speed, fromMinute, port, keepsOpen, hasConsole } = option;
  const [freeUntilMs] = onEachDay(fromMinute, timeZone, window);
  const pace = new Pace(speed, fromMinute > 0 ? freeUntilMs : undefined);
  let isOver = false;
  let page: ConsoleServer | undefined;
  return {
    port,
    pace,
    onOpen: async ({ cloud }) => {
      process.stderr.write(howToAsk(cloud.url, port));
      if (!hasConsole) return;
      page = await consoleOf(cloud.url, { port: port + 1, pace, isOver: () => isOver });
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

interface ConsoleSetting {
  readonly port: number;
  readonly pace: Pace;
  readonly isOver: () => boolean;
}

function consoleOf(endpoint: string, { port, pace, isOver }: ConsoleSetting) {
  const functions = connect({ stage: DEPLOYMENT, region: REGION, endpoint, isLocal: true });
  const state = () => ({ isPaused: pace.isPaused, speed: pace.speed, isOver: isOver() });
  const hand = {
    state,
    change: ({ isPaused, speed }: PaceChange) => {
      if (speed !== undefined) pace.setSpeed(speed);
      if (isPaused !== undefined) isPaused ? pace.pause() : pace.resume();
    },
  };
  const actor = actorOf(undefined, process.env);
  const openAt = (wanted: number) =>
    openConsole({ functions, fleet: undefined, actor, port: wanted, pace: hand });
  // Its address is printed: another port than the next one is as good.
  return openAt(port).catch((error: unknown) => {
    if (isTaken(error)) return openAt(0);
    throw error;
  });
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
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
  if (!isTaken(error)) throw error;
  throw new UsageError(
    '--port: another program has it, perhaps another replay; say --port with another number',
  );
}
