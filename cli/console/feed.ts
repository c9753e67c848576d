import type { ServerResponse } from 'node:http';
import type { HandState } from '../../local/replay/hand.ts';
import { CommandError } from '../errors.ts';
import type { Read } from './reader.ts';
import type { View } from './view.ts';

/** One line of the feed. */
export type Message =
  | { readonly kind: 'view'; readonly view: View; readonly pace: HandState | undefined }
  | { readonly kind: 'trouble'; readonly says: string; readonly next: string | undefined };

export interface Feed {
  /** The response gets the newest message, and every one from now on, until it is closed. */
  add(response: ServerResponse): void;
  /** Reads at once and all, since something was ordered. */
  hurry(): void;
  close(): void;
}

interface FeedOptions {
  readonly read: Read;
  readonly pace: (() => HandState | undefined) | undefined;
  readonly everyMs: number;
}

/** Reads the fleet while somebody looks: a page that is left open and forgotten costs what it shows, no page nothing. */
export function createFeed({ read, pace, everyMs }: FeedOptions): Feed {
  const listeners = new Set<ServerResponse>();
  let newest: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isReading = false;
  let isHurried = false;
  const round = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (isReading || listeners.size === 0) return;
    isReading = true;
    const isWhole = isHurried;
    isHurried = false;
    newest = `${JSON.stringify(await messageOf(() => read({ isWhole }), pace))}\n`;
    isReading = false;
    for (const response of listeners) give(response, newest);
    // What is being read may be older than the order.
    timer = setTimeout(round, isHurried ? 0 : everyMs);
  };
  return {
    add: (response) => {
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      if (newest !== undefined) give(response, newest);
      if (timer === undefined) void round();
    },
    hurry: () => {
      isHurried = true;
      void round();
    },
    close: () => {
      clearTimeout(timer);
      for (const response of listeners) response.end();
      listeners.clear();
    },
  };
}

async function messageOf(read: () => Promise<View>, pace: FeedOptions['pace']): Promise<Message> {
  try {
    return { kind: 'view', view: await read(), pace: pace?.() };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    const next = error instanceof CommandError ? error.next : undefined;
    return { kind: 'trouble', says, next };
  }
}

/** Who reads too slowly misses a message, and gets the next: each is whole. */
function give(response: ServerResponse, message: string): void {
  if (!response.writableNeedDrain) response.write(message);
}
