import { expect, test } from '@jest/globals';
import { localDayOf } from '../../../../shared/domain/local-clock.ts';

const HOUR_MS = 3_600_000;

test.each([
  ['a common day', '2026-11-18T08:00:00Z', '2026-11-18T05:00:00Z', 24],
  ['its first instant', '2026-11-18T05:00:00Z', '2026-11-18T05:00:00Z', 24],
  ['the instant before', '2026-11-18T04:59:59Z', '2026-11-17T05:00:00Z', 24],
  ['summer time begins', '2026-03-08T20:00:00Z', '2026-03-08T05:00:00Z', 23],
  ['summer time ends', '2026-11-01T20:00:00Z', '2026-11-01T04:00:00Z', 25],
])('the local day of %s', (_, at, from, hours) => {
  const { fromMs, toMs } = localDayOf('America/New_York', Date.parse(at));
  expect(fromMs).toBe(Date.parse(from));
  expect((toMs - fromMs) / HOUR_MS).toBe(hours);
});
