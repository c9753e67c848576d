import { type Life, liveThrough } from './live-through.ts';
import { drawScenario } from './scenario.ts';

/** What is told of a seed: little, since there are many. */
export type Tried = Pick<Life, 'seed' | 'violation' | 'faults' | 'marks' | 'simulatedMs'>;

/** Runs a seed, and again to see that it is the same run: every step, and everything as it was left. */
export async function trySeed(
  seed: number,
  { isTwice }: { readonly isTwice: boolean },
): Promise<Tried> {
  const life = await liveThrough(drawScenario(seed));
  if (!isTwice || life.violation) return toldOf(life);
  const again = await liveThrough(drawScenario(seed));
  const isSame = again.digest === life.digest && again.state === life.state;
  if (isSame) return toldOf(life);
  const says = `${life.digest} became ${again.digest}`;
  const violation = { rule: 'same', atMs: 0, says, steps: [] } as const;
  return { ...toldOf(life), violation };
}

function toldOf({ seed, violation, faults, marks, simulatedMs }: Life): Tried {
  return { seed, violation, faults, marks, simulatedMs };
}
