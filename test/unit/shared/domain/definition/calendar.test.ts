import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  highestProjection,
  projectedChannels,
} from '../../../../../shared/domain/definition/calendar.ts';
import { definition } from '../../../../support/fleet.ts';

const fleet = definition();
const at = (iso: string) => projectedChannels(fleet, Date.parse(iso));

test.each([
  ['a weekday’s peak', '2026-11-18T12:00:00-05:00', 400],
  ['half way between two points', '2026-11-18T08:45:00-05:00', 95],
  ['before the first rise', '2026-11-18T03:00:00-05:00', 40],
  ['after the last point', '2026-11-18T23:59:00-05:00', 40],
  ['a Saturday', '2026-11-21T13:00:00-05:00', 150],
  ['a holiday on a Thursday', '2026-11-26T13:00:00-05:00', 110],
  ['summer time: the same wall clock', '2026-07-15T12:00:00-04:00', 400],
])('%s is projected from its local wall clock', (_, iso, channels) => {
  expect(at(iso)).toBeCloseTo(channels, 6);
});

test('both changes of daylight-saving time keep the wall clock', () => {
  expect(at('2026-03-08T09:00:00-04:00')).toBe(40);
  expect(at('2026-03-09T09:30:00-04:00')).toBe(150);
  expect(at('2026-11-01T12:00:00-05:00')).toBe(150);
});

test('a dated event multiplies the profile while it lasts', () => {
  const events = [{ name: 'TV vote', from: '2026-11-18T20:00', to: '2026-11-18T22:00', factor: 3 }];
  const eventful = definition({ schedule: { ...fleet.schedule, events } });
  const channels = (iso: string) => projectedChannels(eventful, Date.parse(iso));
  expect(channels('2026-11-18T19:59:00-05:00')).toBe(40);
  expect(channels('2026-11-18T20:00:00-05:00')).toBe(120);
  expect(channels('2026-11-18T22:00:00-05:00')).toBe(40);
});

test('a dated event with a profile of its own stands before the day’s, and is multiplied by others', () => {
  const profiles = { ...fleet.schedule.profiles, vote: [{ at: 20 * 60, channels: 300 }] };
  const hours = { from: '2026-11-18T20:00', to: '2026-11-18T22:00' };
  const events = [
    { name: 'TV vote', ...hours, profile: 'vote' },
    { name: 'recall', from: '2026-11-18T21:00', to: '2026-11-18T23:00', factor: 2 },
  ];
  const eventful = definition({ schedule: { ...fleet.schedule, profiles, events } });
  const channels = (iso: string) => projectedChannels(eventful, Date.parse(iso));
  expect(channels('2026-11-18T19:59:00-05:00')).toBe(40);
  expect(channels('2026-11-18T20:30:00-05:00')).toBe(300);
  expect(channels('2026-11-18T21:30:00-05:00')).toBe(600);
  expect(channels('2026-11-18T22:30:00-05:00')).toBe(80);
});

test('the highest projection of a window is no lower than any in it', () => {
  const start = Date.parse('2026-11-01T00:00:00Z');
  fc.assert(
    fc.property(fc.nat(30 * 86_400), fc.nat(3600), fc.nat(3600), (offset, length, within) => {
      const fromMs = start + offset * 1000;
      const toMs = fromMs + length * 1000;
      const { channels } = highestProjection(fleet, fromMs, toMs);
      const insideMs = Math.min(toMs, fromMs + within * 1000);
      // A projection is level within its minute.
      expect(channels).toBeGreaterThanOrEqual(projectedChannels(fleet, insideMs) - 1e-9);
    }),
    { numRuns: 200 },
  );
});
