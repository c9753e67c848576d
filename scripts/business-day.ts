/**
 * A carrier's business day, invented: a smooth rise, a peak of two and a half hours, a smooth fall,
 * almost ten hours in all. Prints a CSV of calls per five minutes for a mean holding time of 180 s.
 */
const BIN_MINUTES = 5;
const MEAN_HOLDING_MINUTES = 3;
const NIGHT = 25;
const EVENING = 38;
const PEAK = 390;
const RISE = { from: 8 * 60, to: 11.5 * 60 };
const FALL = { from: 14 * 60, to: 17.75 * 60 };

function channelsAt(minute: number): number {
  const up = smoothStep((minute - RISE.from) / (RISE.to - RISE.from));
  const down = smoothStep((minute - FALL.from) / (FALL.to - FALL.from));
  const rest = NIGHT + (EVENING - NIGHT) * smoothStep((minute - 5 * 60) / 180);
  // Lunch is a shallow dip, and no hour is quite like the next.
  const lunch = 14 * Math.exp(-(((minute - 12.75 * 60) / 25) ** 2));
  const ripple = 3 * Math.sin(minute / 17) + 2 * Math.sin(minute / 7.3);
  const busy = (PEAK - rest) * up * (1 - down);
  return Math.max(5, rest + busy + (busy / PEAK) * ripple - (busy / PEAK) * lunch);
}

function smoothStep(share: number): number {
  const within = Math.min(1, Math.max(0, share));
  return within * within * (3 - 2 * within);
}

console.log('timestamp,calls');
for (let minute = 0; minute < 24 * 60; minute += BIN_MINUTES) {
  const calls = Math.round(
    (channelsAt(minute + BIN_MINUTES / 2) * BIN_MINUTES) / MEAN_HOLDING_MINUTES,
  );
  const hour = String(Math.floor(minute / 60)).padStart(2, '0');
  console.log(`2026-11-16 ${hour}:${String(minute % 60).padStart(2, '0')}:00,${calls}`);
}
