import { expect, test } from '@jest/globals';
import { readOptions, USAGE, UsageError } from '../../../local/replay/options.ts';

test('without options a business day is replayed', () => {
  expect(readOptions([])).toEqual({
    trafficFile: 'local/traffic/business-day.csv',
    fleetFile: 'fleets/in-ngn.yml',
    dispatch: undefined,
    from: undefined,
    days: 1,
    scaleToChannels: undefined,
    seed: 1,
    scenario: { surges: [], emergencies: [], hasAlarms: true },
    live: undefined,
    reportFile: 'report.html',
    json: false,
    help: false,
  });
});

test('every option is followed', () => {
  const files = [
    '--traffic',
    'a.csv',
    '--fleet',
    'b.yml',
    '--report',
    'c.html',
    '--dispatch',
    'packed',
  ];
  const numbers = ['--days', '7', '--scale', '900', '--seed=42', '--from', '2026-11-16'];
  const surges = ['--surge', '2@13:00-14:00', '--surge=1.5@09:00-10:30'];
  const others = ['--emergency', '5@12:45+90', '--no-alarms'];
  const live = ['--pace', '60@10:00', '--port', '4700', '--keep'];
  const flags = ['--json', '--help', ...live];
  expect(readOptions([...files, ...numbers, ...surges, ...others, ...flags])).toEqual({
    trafficFile: 'a.csv',
    fleetFile: 'b.yml',
    dispatch: 'packed',
    from: '2026-11-16',
    days: 7,
    scaleToChannels: 900,
    seed: 42,
    scenario: {
      surges: [
        { factor: 2, fromMinute: 780, toMinute: 840 },
        { factor: 1.5, fromMinute: 540, toMinute: 630 },
      ],
      emergencies: [{ instances: 5, atMinute: 765, minutes: 90 }],
      hasAlarms: false,
    },
    live: { speed: 60, fromMinute: 600, port: 4700, keepsOpen: true, hasConsole: false },
    reportFile: 'c.html',
    json: true,
    help: true,
  });
});

test('a console keeps a day open at a pace at which one can look, or at the pace that is said', () => {
  const open = { keepsOpen: true, hasConsole: true };
  expect(readOptions(['--console']).live).toMatchObject({ ...open, speed: 60, fromMinute: 480 });
  const paced = readOptions(['--console', '--pace', '10']).live;
  expect(paced).toMatchObject({ ...open, speed: 10, fromMinute: 0 });
});

test('every option is told of in the help', () => {
  const named = USAGE.match(/--[\w-]+/g) ?? [];
  const examples = new Map([
    ['--surge', '2@13:00-14:00'],
    ['--emergency', '5@12:45+90'],
    ['--dispatch', 'even'],
  ]);
  for (const option of new Set(named)) {
    if (option === '--local') continue;
    const takesText = !['--json', '--help', '--no-alarms', '--keep', '--console'].includes(option);
    const text = examples.get(option) ?? '1';
    const beside = ['--port', '--keep'].includes(option) ? ['--pace', '60'] : [];
    expect(() => readOptions([option, ...(takesText ? [text] : []), ...beside])).not.toThrow();
  }
  expect(new Set(named).size).toBe(18);
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
  [['--dispatch', 'odd'], '--dispatch: expected even or packed, found odd'],
  [['--surge', '2'], '--surge'],
  [['--surge', '2@13:00'], '--surge'],
  [['--surge', '1@13:00-14:00'], '--surge: expected a factor'],
  [['--surge', '11@13:00-14:00'], '--surge: expected a factor'],
  [['--surge', '2@13:00-13:00'], '--surge: expected an end after the start'],
  [['--surge', '2@23:30-00:30'], '--surge: expected an end after the start'],
  [['--surge', '2@24:00-25:00'], '--surge'],
  [['--surge', '-2@13:00-14:00'], '--surge'],
  [['--emergency', '5'], '--emergency'],
  [['--emergency', '5@12:45'], '--emergency'],
  [['--emergency', '0@12:45+90'], '--emergency, its instances'],
  [['--emergency', '5@12:45+0'], '--emergency, its minutes'],
  [['--emergency', '5@12:45+1441'], '--emergency, its minutes: expected at most 1440'],
  [['--emergency', '5@12:60+90'], '--emergency'],
  [['--no-alarms=yes'], '--no-alarms'],
  [['--pace', '0'], '--pace'],
  [['--pace', '60@25:00'], '--pace: expected N or N@HH:MM'],
  [['--pace', '3601'], '--pace: expected at most 3600'],
  [['--keep'], '--port and --keep: expected --pace'],
  [['--unknown'], '--unknown'],
  [['stray'], 'stray'],
])('the options %j are refused by name', (argv, named) => {
  expect(() => readOptions(argv)).toThrow(UsageError);
  expect(() => readOptions(argv)).toThrow(named);
});
