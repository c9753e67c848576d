import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Time } from '../../shared/adapters/aws/ec2/pace.ts';

/** Turns of the event loop in which nothing was asked: an answer is read within them. */
const QUIET_TURNS = 8;

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that stands still while anybody computes or waits for an answer, and then jumps to who sleeps least. */
export interface SimulatedTime extends Time {
  runUntil(atMs: number): Promise<void>;
  end(): void;
}

/** Only where the server that answers is in this process. */
export function createTime(fromMs: number): SimulatedTime {
  let nowMs = fromMs;
  let asked = 0;
  const sleepers: Sleeper[] = [];
  // One that is given up, as on a machine that is busy, is never answered: it ends all the same.
  const ask = (message: unknown) => {
    asked += 1;
    (message as { readonly request: ClientRequest }).request.once('close', () => {
      asked -= 1;
    });
  };
  subscribe('http.client.request.created', ask);
  const settle = async () => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await setImmediate();
      if (asked > 0) quiet = 0;
    }
  };
  const add = (atMs: number, wake: () => void) => {
    sleepers.push({ atMs, wake });
  };
  return {
    now: () => nowMs,
    sleep: (ms) => new Promise((resolve) => add(nowMs + ms, resolve)),
    runUntil: async (atMs) => {
      for (;;) {
        await settle();
        const nextMs = Math.min(...sleepers.map((each) => each.atMs));
        if (nextMs > atMs) break;
        nowMs = Math.max(nowMs, nextMs);
        const due = sleepers.findIndex((each) => each.atMs === nextMs);
        for (const { wake } of sleepers.splice(due, 1)) wake();
      }
      nowMs = atMs;
    },
    end: () => {
      unsubscribe('http.client.request.created', ask);
    },
  };
}
