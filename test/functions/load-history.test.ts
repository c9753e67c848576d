import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FLEET_TEXT } from '../support/fleet.ts';
import { openLiveFleet } from '../support/functions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Midnight in New York. */
const FROM_MS = Date.parse('2026-11-18T05:00:00Z');
const timeZone = 'America/New_York';

let fleet: Awaited<ReturnType<typeof openLiveFleet>>;

beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: FROM_MS, fleetText: FLEET_TEXT });
}, 20_000);
afterEach(() => fleet.close());

async function addHours(fromMs: number, toMs: number): Promise<void> {
  const { history } = fleet.stage;
  for (let atMs = fromMs; atMs < toMs; atMs += HOUR_MS)
    await history.addLoad('in-ngn', {
      atMs,
      channels: (atMs / HOUR_MS) % 1_000,
      attemptsPerSecond: 1,
    });
}

test('what the table holds of the load comes back by local days', async () => {
  const { history } = fleet.stage;
  const nowMs = FROM_MS + 10 * HOUR_MS;
  await addHours(FROM_MS - 2 * DAY_MS, nowMs);
  const { days, today } = await history.readHistory('in-ngn', timeZone, nowMs);
  expect(days.map(({ date, weekday }) => [date, weekday])).toEqual([
    ['2026-11-16', 1],
    ['2026-11-17', 2],
  ]);
  expect(today?.date).toBe('2026-11-18');
  expect(today?.channels[3 * 60]).toBe(((FROM_MS + 3 * HOUR_MS) / HOUR_MS) % 1_000);
  expect(today?.channels[3 * 60 + 1]).toBeNaN();
});

test('a day that is over is one item, and stays one object while the day goes on', async () => {
  const { history, cloud } = fleet.stage;
  const nowMs = FROM_MS + 2 * HOUR_MS;
  await addHours(FROM_MS - 2 * DAY_MS, nowMs);
  const first = await history.readHistory('in-ngn', timeZone, nowMs);
  const before = cloud.calls.length;
  await addHours(nowMs, nowMs + HOUR_MS);
  const laterMs = nowMs + 5 * MINUTE_MS;
  const second = await history.readHistory('in-ngn', timeZone, laterMs);
  expect(second.days).toBe(first.days);
  expect(second.today?.channels[2 * 60]).toBe((nowMs / HOUR_MS) % 1_000);
  expect(cloud.calls.slice(before).filter((call) => call === 'Query')).toHaveLength(1);
  const next = await history.readHistory('in-ngn', timeZone, FROM_MS + DAY_MS + HOUR_MS);
  expect(next.days[0]).toBe(first.days[0]);
  expect(next.days.map(({ date }) => date)).toEqual(['2026-11-16', '2026-11-17', '2026-11-18']);
});
