import { expect, test } from '@jest/globals';
import { DefinitionError, parseDefinition } from '../../../../../shared/domain/definition/parse.ts';
import { definition, FLEET_TEXT } from '../../../../support/fleet.ts';

test('the shipped definition has the numbers of the original system', () => {
  const { slots, channels, timeZone, schedule } = definition();
  expect({ slots, channels, timeZone }).toEqual({
    slots: 5,
    channels: { planned: 80, limit: 110 },
    timeZone: 'America/New_York',
  });
  expect(schedule.leadTime).toBe(30 * 60_000);
});

interface Fault {
  readonly of: string;
  readonly change: readonly [string, string];
  /** Where in the changed text the fault lies. */
  readonly at: string;
  readonly expected: string;
  readonly found: string;
}

/** As text, with what it does. */
function eventOf(does: string): string {
  return `events: [{ name: vote, from: '2026-11-18T20:00', to: '2026-11-18T22:00', ${does} }]`;
}

const FAULTS: readonly Fault[] = [
  {
    of: 'an unknown time zone',
    change: ['America/New_York', 'Mars/Olympus'],
    at: 'Mars',
    expected: 'an IANA time zone',
    found: 'Mars/Olympus',
  },
  {
    of: 'a minimum above the slots',
    change: ['minimum: 1', 'minimum: 9'],
    at: '9',
    expected: 'at most the slots',
    found: '9',
  },
  {
    of: 'planned above the limit',
    change: ['planned: 80', 'planned: 200'],
    at: '200',
    expected: 'at most the limit',
    found: '200',
  },
  {
    of: 'a duration without unit',
    change: ['leadTime: 30m', 'leadTime: 30'],
    at: '30',
    expected: 'a duration with its unit',
    found: '30',
  },
  {
    of: 'an unknown key',
    change: ['spare: 0', 'spares: 0'],
    at: 'spares',
    expected: 'no such key',
    found: 'spares',
  },
  {
    of: 'overlapping points',
    change: ["{ at: '09:30', channels: 150 }", "{ at: '08:00', channels: 150 }"],
    at: "'08:00'",
    expected: 'a time of its own',
    found: '08:00',
  },
  {
    of: 'unsorted points',
    change: ["at: '15:00'", "at: '13:00'"],
    at: "'13:00'",
    expected: 'a time after the one before it',
    found: '13:00',
  },
  {
    of: 'an unknown profile',
    change: ['monday: weekday', 'monday: workday'],
    at: 'workday',
    expected: 'the name of a profile',
    found: 'workday',
  },
  {
    of: 'a date that is none',
    change: ['2026-12-25', '2026-13-25'],
    at: '2026-13-25',
    expected: 'a date',
    found: '2026-13-25',
  },
  {
    of: 'a country that is none',
    change: ['profile: holiday\n', 'profile: holiday\n    country: XX\n'],
    at: 'XX',
    expected: 'a country by its two letters',
    found: 'XX',
  },
  {
    of: 'a region of another country',
    change: ['profile: holiday\n', 'profile: holiday\n    country: US\n    region: BY\n'],
    at: 'BY',
    expected: 'a region of that country',
    found: 'BY',
  },
  {
    of: 'a region of no country',
    change: ['profile: holiday\n', 'profile: holiday\n    region: BY\n'],
    at: 'BY',
    expected: 'a region of that country',
    found: 'BY',
  },
  {
    of: 'an event with neither factor nor profile',
    change: ['events: []', eventOf('')],
    at: '{ name',
    expected: 'a factor, or else the profile',
    found: 'nothing',
  },
  {
    of: 'an event with both',
    change: ['events: []', eventOf('factor: 2, profile: weekday')],
    at: '2, profile',
    expected: 'a factor, or else the profile',
    found: '2',
  },
  {
    of: 'an event with a profile that there is not',
    change: ['events: []', eventOf('profile: vote')],
    at: 'vote }',
    expected: 'the name of a profile',
    found: 'vote',
  },
  {
    of: 'a missing setting',
    change: ['minimum: 1\n', '\n'],
    at: 'fleet: in-ngn',
    expected: 'a whole number',
    found: 'nothing',
  },
];

test.each(FAULTS)(
  '$of is refused with its place, what was expected and what was found',
  (fault) => {
    const [good, bad] = fault.change;
    const text = FLEET_TEXT.replace(good, bad);
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`fleet.yml:${placeOf(text, bad, fault.at)} `);
    expect(faults[0]).toContain(fault.expected);
    expect(faults[0]).toContain(fault.found);
  },
);

test.each([
  ['country: DE\n    region: BY', ['2026-06-04', '2026-11-01'], ['2026-10-31']],
  ['country: DE', ['2026-10-03', '2050-12-26'], ['2026-06-04']],
  ['country: US', ['2026-07-03', '2026-07-04', '2026-11-26'], ['2026-11-27']],
  ['country: GB\n    region: SCT', ['2026-11-30'], ['2026-04-06']],
  // The feast lasts for days, after an afternoon.
  ['country: TR', ['2026-05-27', '2026-05-28', '2026-05-29', '2026-05-30'], ['2026-05-31']],
  ['country: US\n    dates: [2026-11-27]\n    not: [2026-10-12]', ['2026-11-27'], ['2026-10-12']],
])('public holidays of %j', (place, holidays, others) => {
  const { dates } = parseDefinition(withHolidays(place), 'fleet.yml').schedule.holidays;
  expect(dates).toEqual(expect.arrayContaining(holidays));
  for (const other of others) expect(dates).not.toContain(other);
  expect(dates).toEqual([...new Set(dates)].sort());
});

test('without a country the holidays are the dates of the file, whatever the year', () => {
  const text = withHolidays('dates: [2027-01-01, 2026-12-25, 2027-01-01]');
  expect(parseDefinition(text, 'fleet.yml').schedule.holidays).toEqual({
    profile: 'holiday',
    dates: ['2026-12-25', '2027-01-01'],
  });
});

test('all faults are told at once, in the order of the file', () => {
  const faults = faultsOf(
    FLEET_TEXT.replace('America/New_York', 'Nowhere')
      .replace('minimum: 1', 'minimum: 9')
      .replace('planned: 80', 'planned: 200')
      .replace('leadTime: 30m', 'leadTime: 30')
      .replace('monday: weekday', 'monday: workday')
      .replace("at: '15:00'", "at: '13:00'"),
  );
  const lines = faults.map((fault) => Number(fault.split(':')[1]));
  expect(faults).toHaveLength(6);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
});

test.each(['', '- a', 'fleet: [a', '\u0000\u0001', 'fleet: &a [*a]', '"'])(
  'a file that is no definition at all (%j) is refused, never thrown over',
  (text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  },
);

function withHolidays(settings: string): string {
  const holidays = /holidays:\n( {4}.*\n)+/;
  return FLEET_TEXT.replace(holidays, `holidays:\n    profile: holiday\n    ${settings}\n`);
}

/** Line and column of what is wrong, within the changed text. */
function placeOf(text: string, changed: string, wrong: string): string {
  const within = text.indexOf(wrong, text.indexOf(changed));
  const at = within === -1 ? text.indexOf(wrong) : within;
  const before = text.slice(0, at).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function faultsOf(text: string): readonly string[] {
  try {
    parseDefinition(text, 'fleet.yml');
  } catch (error) {
    if (error instanceof DefinitionError) return error.faults;
    throw error;
  }
  return [];
}
