import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReplayRecord, ReplaySummary } from '../../../local/replay/record.ts';
import { renderTable } from '../../../local/report/render-table.ts';
import { writeWhole } from '../../../shared/adapters/files/write-whole.ts';

const FROM_MS = Date.parse('2026-11-16T05:00:00Z');
const DAY_MS = 86_400_000;

function record(summary: Partial<ReplaySummary> = {}, days = 1): ReplayRecord {
  return {
    fleet: 'in-ngn',
    timeZone: 'America/New_York',
    fromMs: FROM_MS,
    toMs: FROM_MS + days * DAY_MS,
    seed: 7,
    traffic: 'calls.csv',
    slots: 5,
    planned: 80,
    limit: 110,
    minutes: [],
    lanes: [],
    events: [],
    gaps: [],
    surges: [],
    emergencies: [],
    summary: {
      calls: { offered: 1_234_567, carried: 1_234_560, blocked: 5, cut: 2 },
      instanceHours: { paid: 48.04, alwaysOn: 120, least: 41.96 },
      instances: { max: 4, min: 1 },
      launches: 6,
      retires: 5,
      longestDrainMinutes: 31.5,
      readyBeforeRiseMinutes: -3,
      decidedBy: { schedule: 1440 },
      wallSeconds: 7.1,
      ...summary,
    },
  };
}

const rowsOf = (table: string) => table.split('\n').slice(2);

test('the table says every figure of the day', () => {
  const rows = rowsOf(renderTable(record(), { colour: false })).map((row) =>
    row.trim().replaceAll(/ {2,}/g, ' | '),
  );
  expect(rows).toEqual([
    'calls offered | 1,234,567',
    'carried | 1,234,560',
    'blocked | 5',
    'cut | 2',
    'instance-hours paid | 48.0 | 40 % of always-on',
    'always on | 120.0 | 5 instances',
    'the least | 42.0 | at 80 channels each, no boots, no drains',
    'instances in service | 1 to 4',
    'launches | 6',
    'retires | 5',
    'longest drain | 31.5 min',
    'ready before the rise | -3 min | the worst step up',
    'wall time | 7.1 s',
  ]);
});

test('a surge and an emergency are told in the order of time, with what decided', () => {
  const at = (hour: number, minute = 0) => FROM_MS + hour * 3_600_000 + minute * 60_000;
  const surge = {
    factor: 2,
    fromMs: at(13),
    toMs: at(14),
    offered: 4000,
    blocked: 1234,
    blockedFromMs: at(13, 2),
    blockedToMs: at(13, 9),
    alarmAtMs: at(13) + 50_000,
    isAlarmHeard: true,
    launches: [
      { atMs: at(13, 1), readyAtMs: at(13, 5) },
      { atMs: at(13, 3), readyAtMs: undefined },
    ],
    servingAtStart: 2,
    servingMost: 3,
    decidedBy: { schedule: 5, surge: 55 },
  };
  const emergency = { atMs: at(12, 50), instances: 3, minutes: 90, isRefused: false, says: 'yes' };
  const quiet = { ...surge, fromMs: at(15), toMs: at(16), blocked: 0, launches: [] };
  const told = {
    ...record(),
    emergencies: [emergency, { ...emergency, atMs: at(14, 30), isRefused: true, says: 'no' }],
    surges: [
      surge,
      { ...quiet, blockedFromMs: undefined, alarmAtMs: undefined },
      { ...quiet, fromMs: at(17), alarmAtMs: at(17, 1), isAlarmHeard: false },
    ],
  };
  const rows = rowsOf(renderTable(told, { colour: false })).map((row) =>
    row.trim().replaceAll(/ {2,}/g, ' | '),
  );
  expect(rows.slice(13)).toEqual([
    'emergency scale-out | 12:50 | yes',
    'surge of 2x | 13:00 | until 14:00',
    'blocked | 1,234 | of 4,000 offered, 13:02 to 13:09',
    'alarm | 13:00 | 50 s after its start',
    'launches | 2 | 13:01 (in service 13:05), 13:03 (not in service)',
    'in service | 2 to 3',
    'decided by | surge 55 min, schedule 5 min',
    'emergency scale-out | 14:30 | refused: no',
    'surge of 2x | 15:00 | until 16:00',
    'blocked | 0 | of 4,000 offered',
    'alarm | none',
    'launches | 0',
    'in service | 2 to 3',
    'decided by | surge 55 min, schedule 5 min',
    'surge of 2x | 17:00 | until 16:00',
    'blocked | 0 | of 4,000 offered, 13:02 to 13:09',
    'alarm | 17:01 | 60 s after its start; it does not reach the function',
    'launches | 0',
    'in service | 2 to 3',
    'decided by | surge 55 min, schedule 5 min',
  ]);
});

test('values end in one column, and notes begin in one, however large the numbers', () => {
  const calls = fc.record({
    offered: fc.nat(),
    carried: fc.nat(),
    blocked: fc.nat(),
    cut: fc.nat(),
  });
  fc.assert(
    fc.property(calls, fc.integer({ min: 0, max: 1e12 }), (counts, launches) => {
      const rows = rowsOf(renderTable(record({ calls: counts, launches }), { colour: false }));
      const columns = rows.map((row) => /^( {2}\S.*? {2,})(\S+(?: \S+)*)(?: {2}(.*))?$/.exec(row));
      const ends = columns.map((row) => (row?.[1] ?? '').length + (row?.[2] ?? '').length);
      expect(new Set(ends).size).toBe(1);
    }),
  );
});

test('a table in colour says the same', () => {
  const [plain = '', coloured = ''] = [false, true].map((colour) =>
    renderTable(record(), { colour }),
  );
  expect(stripVTControlCharacters(coloured)).toBe(plain);
  expect(stripVTControlCharacters(plain)).toBe(plain);
});

test('the headline tells the day in the time of the fleet, or how many days', () => {
  const [day] = renderTable(record(), { colour: false }).split('\n');
  expect(day).toBe('in-ngn: Monday, 16 November 2026, calls.csv, seed 7');
  const [month] = renderTable(record({}, 30), { colour: false }).split('\n');
  expect(month).toBe('in-ngn: 30 days from Monday, 16 November 2026, calls.csv, seed 7');
});

test('each gap is a line of its own', () => {
  const gap = { fromMs: FROM_MS + 3_600_000, toMs: FROM_MS + 7_200_000 };
  const rows = rowsOf(renderTable({ ...record(), gaps: [gap] }, { colour: false }));
  expect(rows.at(-1)).toBe(
    '  no traffic in the file from 16/11/2026, 01:00 to 16/11/2026, 02:00: replayed as silence',
  );
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asterfleet-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('whoever reads the old file reads all of it, while the new one is already there', () => {
  const file = join(folder, 'report.html');
  writeWhole(file, 'old '.repeat(1000));
  const reader = openSync(file, 'r');
  try {
    writeWhole(file, 'new');
    expect(readFileSync(reader, 'utf8')).toBe('old '.repeat(1000));
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['report.html']);
  } finally {
    closeSync(reader);
  }
});

test('a file that cannot be written leaves nothing behind', () => {
  mkdirSync(join(folder, 'taken'));
  expect(() => writeWhole(join(folder, 'taken'), 'text')).toThrow('EISDIR');
  expect(() => writeWhole(join(folder, 'missing', 'report.html'), 'text')).toThrow('ENOENT');
  expect(readdirSync(folder)).toEqual(['taken']);
});
