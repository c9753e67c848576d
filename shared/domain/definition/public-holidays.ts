import { createRequire } from 'node:module';
import type { HolidaysTypes, default as Library } from 'date-holidays';

/** The same years whenever a definition is read: a package does not change with the day it is built on. */
const YEARS = { from: 2020, to: 2050 } as const;
const DAY_MS = 86_400_000;
/** A day on which it begins is shorter. */
const SUMMER_TIME_MS = 3_600_000;

export interface Place {
  /** ISO 3166-1, such as `DE`. */
  readonly country: string;
  /** As the library names it, such as `BY`, or `BY.A` for a part of it. */
  readonly region?: string | undefined;
}

const known = new Map<string, readonly string[]>();

/** Days off by law, substitute days included, as local dates. Undefined: no such place. Source: date-holidays. */
export function publicHolidays({ country, region }: Place): readonly string[] | undefined {
  const place = region ? `${country}.${region}` : country;
  const found = known.get(place) ?? lookUp(place);
  if (found) known.set(place, found);
  return found;
}

function lookUp(place: string): readonly string[] | undefined {
  // Only who names a country waits for the library.
  const require = createRequire(import.meta.url);
  const Holidays = require('date-holidays') as typeof Library;
  if (!isPlace(new Holidays(), place)) return undefined;
  const holidays = new Holidays(place, { types: ['public'] });
  const years = Array.from({ length: YEARS.to - YEARS.from + 1 }, (_, index) => YEARS.from + index);
  return years.flatMap((year) => holidays.getHolidays(year)).flatMap(daysOf);
}

/** Some last for days, and begin at noon of the one before. */
function daysOf({ date, start, end }: HolidaysTypes.Holiday): string[] {
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  const lastMs = end.getTime() - start.getTime() + SUMMER_TIME_MS;
  const days = Math.max(1, Math.floor(lastMs / DAY_MS));
  return Array.from({ length: days }, (_, day) =>
    new Date(first + day * DAY_MS).toISOString().slice(0, 10),
  );
}

/** For a region that it does not know the library gives the country's holidays. */
function isPlace(library: Library, place: string): boolean {
  const [country = '', state, region] = place.split('.');
  if (!(country in library.getCountries())) return false;
  if (state === undefined) return true;
  if (!(state in (library.getStates(country) ?? {}))) return false;
  return region === undefined || region in (library.getRegions(country, state) ?? {});
}
