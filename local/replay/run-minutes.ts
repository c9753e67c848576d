import { projectedChannels } from '../../shared/domain/definition/calendar.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import type { Window } from '../traffic/window.ts';
import type { World } from '../world/world.ts';
import { billedSpans } from './hosts.ts';
import type { Pace } from './pace.ts';
import type { MinuteRecord } from './record.ts';
import type { Stage } from './stage.ts';
import { PERIOD_MS } from './triggers/alarm.ts';
import type { Passage } from './triggers/passage.ts';
import type { Triggers } from './triggers/triggers.ts';

const MINUTE_MS = 60_000;

export interface MinuteTally extends MinuteRecord {
  readonly carried: number;
  readonly cut: number;
}

export interface Run {
  readonly stage: Stage;
  readonly world: World;
  readonly passage: Passage;
  readonly triggers: Triggers;
  readonly definition: FleetDefinition;
  /** The fleet's first minutes come before the window and are not counted. */
  readonly fromMs: number;
  readonly window: Window;
  readonly onMinute: (minute: MinuteRecord) => void;
  /** Absent: as fast as it goes. */
  readonly pace?: Pace | undefined;
}

/** A tick at the start of each minute, and between the ticks whatever AWS or a person sets going. */
export async function runMinutes(run: Run): Promise<MinuteTally[]> {
  const { stage, world, definition, fromMs, window, onMinute } = run;
  const minutes: MinuteTally[] = [];
  for (let atMs = fromMs; atMs < window.toMs; atMs += MINUTE_MS) {
    await stage.sendHeartbeats(world.heartbeats());
    const decision = decisionOf(await stage.tick());
    const projected = projectedChannels(definition, atMs);
    const paid = billedSpans(stage.cloud.ec2).filter((span) => span.toMs > atMs).length;
    await passMinute(run, atMs);
    const count = world.census.takeMinute();
    if (atMs < window.fromMs) continue;
    const minute = { atMs, ...count, ...decision, projected, paid };
    minutes.push(minute);
    onMinute(minute);
  }
  return minutes;
}

async function passMinute(run: Run, fromMs: number): Promise<void> {
  const { passage, triggers, pace } = run;
  for (let atMs = fromMs; atMs < fromMs + MINUTE_MS; atMs += PERIOD_MS) {
    if (pace) await inPublic(run, pace, atMs + PERIOD_MS);
    await triggers.watch(atMs, atMs + PERIOD_MS);
    await passage.to(atMs + PERIOD_MS);
  }
}

/** Whoever asks meanwhile finds readings as fresh as on a live fleet. */
async function inPublic({ stage, world }: Run, pace: Pace, toMs: number): Promise<void> {
  await stage.sendHeartbeats(world.heartbeats());
  await pace.until(toMs);
}

function decisionOf(answer: unknown): Pick<MinuteRecord, 'desired' | 'decidedBy' | 'serving'> {
  const { fleets } = answer as {
    readonly fleets: readonly Pick<MinuteRecord, 'desired' | 'decidedBy' | 'serving'>[];
  };
  const { desired = 0, decidedBy = '', serving = 0 } = fleets[0] ?? {};
  return { desired, decidedBy, serving };
}
