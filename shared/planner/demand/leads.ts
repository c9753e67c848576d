import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { MINUTES_AHEAD } from './forecast/forecast.ts';
import type { Leads } from './need.ts';

const MINUTE_MS = 60_000;
/** A launch is decided up to one tick after it is needed. */
const TICK_MINUTES = 1;
/** The longest boot takes at least half as long again as the usual one. */
const SLOWEST = 1.5;
const LATE_MINUTES = 2;
const BOOTS_LEAST = 3;
const DAYS_LEAST = 14;
const SOONER_MINUTES = 2;

/**
 * How long before it is needed an instance is launched: the usual boot for the planned channels, the longest
 * for the limit. The definition's lead time stands until two weeks of history have earned a shorter one.
 */
export function leadsOf(
  { instance, schedule }: FleetDefinition,
  boots: readonly number[],
  daysOfHistory: number,
): Leads {
  const isSeen = boots.length >= BOOTS_LEAST;
  const usualMs = isSeen
    ? boots.reduce((sum, boot) => sum + boot, 0) / boots.length
    : instance.usualBoot;
  const longestMs = Math.max(SLOWEST * usualMs, ...boots);
  const usual = Math.ceil(usualMs / MINUTE_MS) + TICK_MINUTES;
  const scheduled = Math.ceil(schedule.leadTime / MINUTE_MS);
  const isEarned = schedule.lead === 'learned' && daysOfHistory >= DAYS_LEAST;
  return {
    quality: Math.min(MINUTES_AHEAD, isEarned ? usual : Math.max(usual, scheduled)),
    limit: Math.ceil(longestMs / MINUTE_MS) + LATE_MINUTES,
    soonest: Math.max(1, usual - SOONER_MINUTES),
  };
}
