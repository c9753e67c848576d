import type { World } from '../../world/world.ts';
import type { Stage } from '../stage.ts';
import type { Passage } from './passage.ts';

/** From the write to the function: the stream is quick, and the event source gathers for a second. */
export const STREAM_DELAY_MS = 2_000;

interface Setting {
  readonly stage: Stage;
  readonly world: World;
  readonly passage: Passage;
}

/**
 * Writes the heartbeats by which an instance turned ready, or no longer is, and calls the function with what
 * the stream shows of them; of the others the newest before each tick is enough.
 */
export function watchReadiness({
  stage,
  world,
  passage,
}: Setting): (atMs: number) => Promise<void> {
  const said = new Map<string, boolean>();
  return async (atMs) => {
    const turned = world
      .heartbeats()
      .filter(({ instanceArn, ready }) => said.get(instanceArn) !== ready);
    for (const { instanceArn, ready } of turned) said.set(instanceArn, ready);
    await stage.sendHeartbeats(turned);
    for (const event of stage.readyHeartbeats.take())
      passage.at(atMs + STREAM_DELAY_MS, async () => {
        await stage.invoke('handle-instance-event', event);
      });
  };
}
