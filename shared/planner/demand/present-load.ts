import type { Heartbeat } from '../../domain/heartbeat.ts';
import type { PresentLoad } from '../../domain/load.ts';
import {
  type DrainingSlot,
  isDraining,
  isServing,
  type ServingSlot,
  type Slot,
} from '../../domain/slot/slot.ts';
import type { Situation } from '../situation.ts';

/**
 * So few of those that carry calls may be silent, below fifty none: where 80 of 110 channels are in use the bound
 * then lies less than a percent above the estimate. More at once seldom fail by chance.
 */
const FEW = 0.02;
const LISTED_MAX = 20;

/**
 * The load over all instances that may carry calls, those of slots that were only found now included. While a
 * few of them are silent it is estimated, and bounded: each may be full, and be called as often as the one that
 * is called most. Unknown as soon as more are.
 */
export function presentLoad(situation: Situation, found: readonly Slot[] = []): PresentLoad {
  const { observed } = situation;
  if (!observed.heartbeats.known) return { known: false, because: observed.heartbeats.because };
  const slots = [...observed.slots, ...found];
  const carrying = slots.filter((slot) => isServing(slot) || isDraining(slot));
  const silent = carrying.filter((slot) => !situation.freshHeartbeatOf(slot));
  if (silent.length > (situation.isBlind ? 0 : carrying.length * FEW))
    return { known: false, because: `no heartbeat of slot ${listed(silent)}` };
  const heartbeats = carrying
    .map(situation.freshHeartbeatOf)
    .filter((heartbeat) => heartbeat !== undefined);
  return loadOf(situation.nowMs, heartbeats, {
    all: limitOf(carrying),
    silent: limitOf(silent),
    silentCount: silent.length,
  });
}

/** It becomes the reason of what is launched and let go, so it stays short. */
function listed(slots: readonly Slot[]): string {
  const numbers = slots.slice(0, LISTED_MAX).map(({ number }) => number);
  const more = slots.length - numbers.length;
  return `${numbers.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

interface Limits {
  /** Channels. */
  readonly all: number;
  readonly silent: number;
  readonly silentCount: number;
}

function loadOf(
  atMs: number,
  heartbeats: readonly Heartbeat[],
  { all, silent, silentCount }: Limits,
): PresentLoad {
  const channels = heartbeats.reduce((sum, heartbeat) => sum + heartbeat.channels, 0);
  const attempts = heartbeats.map(({ callAttemptsLastMinute }) => callAttemptsLastMinute);
  const attemptsPerSecond = attempts.reduce((sum, each) => sum + each, 0) / 60;
  if (silentCount === 0) return { known: true, sample: { atMs, channels, attemptsPerSecond } };
  const alike = all / (all - silent);
  const sample = {
    atMs,
    channels: Math.round(channels * alike),
    attemptsPerSecond: attemptsPerSecond * alike,
  };
  const busiest = attempts.reduce((most, each) => Math.max(most, each), 0) / 60;
  const most = {
    atMs,
    channels: Math.max(sample.channels, channels + silent),
    attemptsPerSecond: Math.max(
      sample.attemptsPerSecond,
      attemptsPerSecond + silentCount * busiest,
    ),
  };
  return { known: true, sample, most };
}

function limitOf(slots: readonly (ServingSlot | DrainingSlot)[]): number {
  return slots.reduce((sum, { instance }) => sum + instance.placement.limit, 0);
}
