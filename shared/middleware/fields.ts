import * as z from 'zod';

/** Neither control characters nor halves of one: they would forge lines in a notice, or SNS refuses it. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** A line of text that gets into notices and the history. */
export function line(charactersMax: number, error: string) {
  return z
    .string({ error })
    .trim()
    .min(1, { error })
    .max(charactersMax, { error })
    .regex(PRINTABLE, { error });
}

/** What every order of a person carries. */
export const reason = line(200, 'a reason, in up to 200 characters');

/** A claim; where Lambda knows the caller, its word counts instead. */
export const actor = line(100, 'who asks, in up to 100 characters');

export const fleetName = z.string({ error: 'the name of a fleet' });
