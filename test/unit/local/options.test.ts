import { expect, test } from '@jest/globals';
import { readOptions, USAGE, UsageError } from '../../../local/replay/options.ts';

test('without options a business day is replayed', () => {
  expect(readOptions([])).toEqual({
    trafficFile: 'local/traffic/business-day.csv',
    fleetFile: 'fleets/in-ngn.yml',
    from: undefined,
    days: 1,
    scaleToChannels: undefined,
    seed: 1,
    reportFile: 'report.html',
    json: false,
    help: false,
  });
});

test('every option is followed', () => {
  const files = ['--traffic', 'a.csv', '--fleet', 'b.yml', '--report', 'c.html'];
  const numbers = ['--days', '7', '--scale', '900', '--seed=42', '--from', '2026-11-16'];
  expect(readOptions([...files, ...numbers, '--json', '--help'])).toEqual({
    trafficFile: 'a.csv',
    fleetFile: 'b.yml',
    from: '2026-11-16',
    days: 7,
    scaleToChannels: 900,
    seed: 42,
    reportFile: 'c.html',
    json: true,
    help: true,
  });
});

test('every option is told of in the help', () => {
  const named = USAGE.match(/--\w+/g) ?? [];
  for (const option of new Set(named)) {
    const takesText = !['--json', '--help'].includes(option);
    expect(() => readOptions([option, ...(takesText ? ['1'] : [])])).not.toThrow();
  }
  expect(new Set(named).size).toBe(9);
});

test.each([
  [['--days', '0'], '--days'],
  [['--days', 'two'], '--days'],
  [['--days', ''], '--days'],
  [['--days', 'Infinity'], '--days'],
  [['--scale=-4'], '--scale'],
  [['--scale', '-4'], '--scale'],
  [['--seed', '1.5'], '--seed'],
  [['--traffic'], '--traffic'],
  [['--json=yes'], '--json'],
  [['--unknown'], '--unknown'],
  [['stray'], 'stray'],
])('the options %j are refused by name', (argv, named) => {
  expect(() => readOptions(argv)).toThrow(UsageError);
  expect(() => readOptions(argv)).toThrow(named);
});
