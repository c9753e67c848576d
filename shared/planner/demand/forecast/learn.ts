import type { FleetDefinition } from '../../../domain/definition/schema.ts';
import type { LoadDay } from '../../../domain/load-history.ts';
import { staysOf } from './load-ahead.ts';
import { type Persistence, persistenceOf } from './persistence.ts';
import { type DayProfile, profileOf } from './profile.ts';
import { type Experience, holdingMsOf, NOTHING_LEARNED, reviewed } from './review.ts';

/** What the days before say of one day, and how far it is to be believed. */
export interface Learned {
  readonly profile: DayProfile;
  readonly persistence: Persistence;
  readonly holdingMs: number;
  /** Of calls up now, the share that still is so many minutes later. */
  readonly stays: Float64Array;
  readonly experience: Experience;
}

/** Older ones have taught what they could. */
const DAYS_REVIEWED = 28;

const STAYS_MINUTES = 121;

interface Lesson {
  readonly definition: FleetDefinition;
  readonly date: string;
  readonly learned: Learned | undefined;
}

/** Of the days before, the same for every minute of a day. */
const lessons = new WeakMap<readonly LoadDay[], Lesson>();

/** Undefined before there is a like day, or where attempts say nothing of channels. */
export function learn(
  definition: FleetDefinition,
  day: Pick<LoadDay, 'date' | 'weekday'>,
  before: readonly LoadDay[],
): Learned | undefined {
  const last = lessons.get(before);
  if (last?.definition === definition && last.date === day.date) return last.learned;
  const learned = learnAnew(definition, day, before);
  lessons.set(before, { definition, date: day.date, learned });
  return learned;
}

function learnAnew(
  definition: FleetDefinition,
  day: Pick<LoadDay, 'date' | 'weekday'>,
  before: readonly LoadDay[],
): Learned | undefined {
  const experience = experienceOf(definition, before);
  const holdingMs = holdingMsOf(definition, experience);
  if (holdingMs === undefined) return undefined;
  const profile = profileOf(definition, day, before, holdingMs);
  if (!profile) return undefined;
  const persistence = persistenceOf(experience.fit);
  const stays = staysOf(holdingMs, STAYS_MINUTES);
  return { profile, persistence, holdingMs, stays, experience };
}

interface Remembered {
  readonly definition: FleetDefinition;
  readonly before: LoadDay | undefined;
  readonly experience: Experience;
}

/** What each day taught, so that a day more costs one review. */
const remembered = new WeakMap<LoadDay, Remembered>();

function experienceOf(definition: FleetDefinition, days: readonly LoadDay[]): Experience {
  const isKnown = (day: LoadDay | undefined, before: LoadDay | undefined) => {
    const memory = day && remembered.get(day);
    return memory?.definition === definition && memory.before === before ? memory : undefined;
  };
  let from = days.length;
  const earliest = Math.max(0, days.length - DAYS_REVIEWED);
  while (from > earliest && !isKnown(days[from - 1], days[from - 2])) from -= 1;
  const last = from > 0 ? isKnown(days[from - 1], days[from - 2]) : undefined;
  let experience = last?.experience ?? NOTHING_LEARNED;
  for (let index = from; index < days.length; index += 1) {
    const day = days[index];
    if (!day) continue;
    experience = reviewed(definition, days.slice(0, index), experience, day);
    remembered.set(day, { definition, before: days[index - 1], experience });
  }
  return experience;
}
