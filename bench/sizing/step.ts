// How long one decision takes: `npm run bench:step`.
import { historyOfSamples } from '../../shared/domain/load-history.ts';
import { demandOf } from '../../shared/planner/demand/demand.ts';
import { fleetIn } from './entries.ts';

const MINUTE_MS = 60_000;
const DAYS = 60;
const DAY_MINUTES = 1_440;
const ROUNDS = 500;
const HOLDING_SECONDS = 200;
const FROM_MS = Date.parse('2026-09-01T04:00:00Z');

/** Calls up in that minute, over the planned channels of so many instances. */
function loadIn(minute: number, instances: number): number {
  const day = Math.max(0, Math.sin((((minute % DAY_MINUTES) / 60 - 6) / 14) * Math.PI));
  return 80 * instances * (0.1 + 0.85 * day) * (1 + 0.05 * Math.sin(minute / 37));
}

function measure(instances: number): string {
  const definition = { ...fleetIn('America/New_York'), slots: instances };
  const minutes = DAYS * DAY_MINUTES + 600;
  const samples = Array.from({ length: minutes }, (_, minute) => ({
    atMs: FROM_MS + minute * MINUTE_MS,
    channels: Math.round(loadIn(minute, instances)),
    attemptsPerSecond: loadIn(minute, instances) / HOLDING_SECONDS,
  }));
  const days = historyOfSamples(samples, definition.timeZone);
  const history = { days: days.slice(0, -1), today: days.at(-1) };
  const sample = samples.at(-1) ?? { atMs: FROM_MS, channels: 0, attemptsPerSecond: 0 };
  const draining = Array.from({ length: Math.ceil(instances / 20) }, () => 30);
  const decide = () =>
    demandOf(definition, {
      nowMs: sample.atMs,
      load: { known: true, sample },
      samples: [],
      history,
      present: { serving: Math.ceil(instances * 0.8), coming: 0, draining },
      boots: [],
      overrides: [],
      surge: undefined,
    });
  const first = timed(1, decide);
  const each = timed(ROUNDS, decide);
  return `${String(instances).padStart(6)} instances  first of a container ${first.toFixed(0).padStart(4)} ms  each ${each.toFixed(2).padStart(6)} ms`;
}

function timed(rounds: number, work: () => void): number {
  const fromMs = performance.now();
  for (let round = 0; round < rounds; round += 1) work();
  return (performance.now() - fromMs) / rounds;
}

for (const instances of [10, 100, 10_000]) process.stdout.write(`${measure(instances)}\n`);
