import type { World } from '../../world/world.ts';
import type { Stage } from '../stage.ts';

type WakeUp = (atMs: number) => Promise<void>;

/** Simulated time as it passes: the world lives, and whatever is due calls a function on the way. */
export interface Passage {
  /** What is due in the past happens as soon as time goes on. */
  at(dueMs: number, wakeUp: WakeUp): void;
  /** Up to `toMs`, with the wake-ups before it. */
  to(toMs: number): Promise<void>;
}

interface Entry {
  readonly dueMs: number;
  readonly wakeUp: WakeUp;
}

export function createPassage(
  stage: Stage,
  world: World,
  clock: { readonly now: () => number; readonly set: (atMs: number) => void },
): Passage {
  let due: readonly Entry[] = [];
  const arriveAt = (atMs: number) => {
    world.runTo(atMs);
    clock.set(atMs);
  };
  return {
    at: (dueMs, wakeUp) => {
      due = [...due, { dueMs, wakeUp }].toSorted((a, b) => a.dueMs - b.dueMs);
    },
    to: async (toMs) => {
      for (let [next] = due; next && next.dueMs < toMs; [next] = due) {
        due = due.slice(1);
        arriveAt(Math.max(next.dueMs, clock.now()));
        await stage.sendHeartbeats(world.heartbeats());
        await next.wakeUp(clock.now());
      }
      arriveAt(toMs);
    },
  };
}
