import { beforeAll, expect, test } from '@jest/globals';
import type { ReplayRecord } from '../../local/replay/record.ts';
import { replay } from '../../local/replay/replay.ts';
import { definition, FLEET_TEXT } from '../support/fleet.ts';

const MINUTE_MS = 60_000;
const BIN_MS = 5 * MINUTE_MS;
/** Wednesday 2026-11-18, 19:15 to 20:15 in New York: 40 channels on one instance. */
const WINDOW = {
  fromMs: Date.parse('2026-11-19T00:15:00Z'),
  toMs: Date.parse('2026-11-19T01:15:00Z'),
};
const CALLS_PER_BIN = (40 / 3) * 5;

/** An evening with six times the calls from 19:20 to 19:45. */
function evening(hasAlarms: boolean): Promise<ReplayRecord> {
  const bins = Array.from({ length: 12 }, (_, index) => ({
    fromMs: WINDOW.fromMs + index * BIN_MS,
    day: '2026-11-18',
    calls: CALLS_PER_BIN,
  }));
  const surges = [{ factor: 6, fromMinute: 19 * 60 + 20, toMinute: 19 * 60 + 45 }];
  return replay({
    definition: definition(),
    fleetText: FLEET_TEXT,
    traffic: { binMs: BIN_MS, bins },
    trafficName: 'evening',
    window: WINDOW,
    scale: 1,
    seed: 1,
    scenario: { surges, emergencies: [], hasAlarms },
    onMinute: () => undefined,
  });
}

const LONG_MS = 60_000;
let heard: ReplayRecord;
beforeAll(async () => {
  heard = await evening(true);
}, LONG_MS);

function surgeIn({ surges: [surge] }: ReplayRecord) {
  if (!surge) throw new Error('expected a surge');
  return surge;
}

test('a launch follows within a minute of the alarm, and the surge is provided for', () => {
  const { alarmAtMs = 0, fromMs, launches, servingAtStart, servingMost } = surgeIn(heard);
  expect(alarmAtMs).toBeGreaterThan(fromMs);
  const [first] = launches.filter(({ atMs }) => atMs >= alarmAtMs);
  expect((first?.atMs ?? Number.NaN) - alarmAtMs).toBeLessThanOrEqual(MINUTE_MS);
  expect(servingAtStart).toBe(1);
  // 240 channels are three instances of 80.
  expect(servingMost).toBeGreaterThanOrEqual(3);
  expect(heard.summary.calls.cut).toBe(0);
});

test('people are told of the surge once when it starts and once when it has ended', () => {
  const texts = heard.events.map(({ text }) => text);
  expect(texts.filter((text) => text.startsWith('surge: room for'))).toHaveLength(1);
  expect(texts.filter((text) => text.startsWith('the surge has ended'))).toHaveLength(1);
});
