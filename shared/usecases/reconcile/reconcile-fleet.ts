import type { StateChange } from '../../domain/cloud.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { joined, type Reconciliation } from './report.ts';
import { goRound } from './round.ts';
import type { Ports } from './tick.ts';

/** No round begins later than so long after the first: a run must end before its function is ended. */
const ROUNDS_MS = 4 * 60_000;
/** A round waits for EC2 for ten seconds at most. */
const ROUNDS_MAX = 40;

export interface Run {
  readonly deployment: string;
  readonly ports: Ports;
  /** Unique to this run of a function. */
  readonly runId: string;
  /**
   * Something has happened, or somebody waits: the work is done even while another run is at it.
   * That is safe, since every write is conditional; the lease only saves work.
   */
  readonly isUrgent?: boolean;
  /** Somebody waits for the answer: what is left is for the next run. */
  readonly isAwaited?: boolean;
  /**
   * What an event said of EC2, which may be nothing; where another run is at work, that one is told and
   * goes round once more. Absent where nothing has happened.
   */
  readonly told?: readonly StateChange[] | undefined;
}

/**
 * One tick over one fleet: observe, plan, act; and once more while something has happened meanwhile or EC2
 * could not be asked for all of it yet. May be repeated, run twice at once, or be cut off anywhere; the
 * next tick finishes the job. Throws only when the table cannot be read.
 */
export async function reconcileFleet(
  definition: FleetDefinition,
  run: Run,
): Promise<Reconciliation> {
  const { clock } = run.ports;
  const untilMs = clock.now() + ROUNDS_MS;
  let { result, again } = await goRound(definition, run);
  for (let round = 2; again && round <= ROUNDS_MAX && clock.now() < untilMs; round += 1) {
    const rest = withLaunchesLeft(definition, again.claimed);
    const next = await goRound(rest, { ...run, told: again.told, isFurther: true });
    if (next.result.outcome === 'skipped') break;
    const claimed = again.claimed + (next.again?.claimed ?? 0);
    again = next.again && { ...next.again, claimed };
    result = joined(result, next.result);
  }
  return result;
}

/** What the definition allows a tick, all of its rounds have together. */
function withLaunchesLeft(definition: FleetDefinition, claimed: number): FleetDefinition {
  const { launch } = definition;
  return { ...definition, launch: { ...launch, perTick: Math.max(0, launch.perTick - claimed) } };
}
