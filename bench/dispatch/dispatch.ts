// What it does to hours and drains how new calls are given out: `npm run bench:dispatch -- --seeds 6`.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { DISPATCHES, type Dispatch, withDispatch } from '../../local/replay/dispatch.ts';
import type { ReplaySummary } from '../../local/replay/record.ts';
import { replay } from '../../local/replay/replay.ts';
import { parseTraffic } from '../../local/traffic/read-traffic.ts';
import { windowOf } from '../../local/traffic/window.ts';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';

const FLEET = 'fleets/in-ngn.yml';
const TRAFFIC = 'local/traffic/business-day.csv';
/** Without easing a slot takes calls until the minute of its drain. */
const NO_EASING = '  transport: udp\n  easeOff: 0m\n';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '6' } } });
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const text = readFileSync(FLEET, 'utf8');

async function day(fleetText: string, seed: number): Promise<ReplaySummary> {
  const definition = parseDefinition(fleetText, FLEET);
  const { timeZone } = definition;
  const traffic = parseTraffic(readFileSync(TRAFFIC, 'utf8'), TRAFFIC, timeZone);
  const { summary } = await replay({
    definition,
    fleetText,
    traffic,
    trafficName: basename(TRAFFIC),
    window: windowOf(traffic, timeZone, { from: undefined, days: 1 }),
    scale: 1,
    seed,
    scenario: { surges: [], emergencies: [], hasAlarms: true },
    onMinute: () => undefined,
  });
  return summary;
}

const ways: readonly (readonly [string, string])[] = [
  ['even, without easing off', text.replace('  transport: udp\n', NO_EASING)],
  ...DISPATCHES.map((dispatch: Dispatch) => [dispatch, withDispatch(text, dispatch)] as const),
];
process.stdout.write(
  `${seeds.length} days, each way the same calls: instance-hours a day, the longest drain of each day in minutes\n\n`,
);
process.stdout.write(
  '| Calls are given out | Paid | Above the least | Longest drains | Blocked or cut |\n|---|---|---|---|---|\n',
);
for (const [name, fleetText] of ways) {
  const days: ReplaySummary[] = [];
  for (const seed of seeds) days.push(await day(fleetText, seed));
  const mean = (of: (summary: ReplaySummary) => number) =>
    days.reduce((sum, summary) => sum + of(summary), 0) / days.length;
  const paid = mean(({ instanceHours }) => instanceHours.paid);
  const above = paid - mean(({ instanceHours }) => instanceHours.least);
  const drains = days
    .map(({ longestDrainMinutes }) => longestDrainMinutes)
    .toSorted((a, b) => a - b);
  const lost = days.reduce((sum, { calls }) => sum + calls.blocked + calls.cut, 0);
  process.stdout.write(
    `| ${name} | ${paid.toFixed(2)} | ${above.toFixed(2)} | ${drains.join(', ')} | ${lost} |\n`,
  );
}
