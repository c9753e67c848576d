import * as z from 'zod';

const why = 'a reason, in up to 200 characters';
const who = 'who asks, in up to 100 characters';

/** What every order of a person carries. */
export const reason = z
  .string({ error: why })
  .trim()
  .min(1, { error: why })
  .max(200, { error: why });

/** A claim; where Lambda knows the caller, its word counts instead. */
export const actor = z
  .string({ error: who })
  .trim()
  .min(1, { error: who })
  .max(100, { error: who });

export const fleetName = z.string({ error: 'the name of a fleet' });
