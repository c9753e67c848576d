import { OperatingError } from '../domain/operating-error.ts';

/** How much an input may hold; names count as values. */
export interface Bounds {
  readonly characters: number;
  readonly values: number;
}

/** Source: EventBridge and SNS, quotas: 256 KB each. A person's order is far smaller. */
const AN_EVENT: Bounds = { characters: 256 * 1024, values: 10_000 };
/** A thousand records of a stream, with both images of a heartbeat. Source: Lambda quotas, 6 MB. */
export const A_BATCH: Bounds = { characters: 6 * 1024 * 1024, values: 250_000 };
const DEPTH_MAX = 32;

interface Place {
  readonly value: unknown;
  readonly depth: number;
}

/**
 * The input, if it is no larger than anything that AWS or a person sends; Lambda lets 6 MB in. What
 * checks it costs an object for each fault, and the function's memory with three million of them.
 */
export function withinBounds(input: unknown, most = AN_EVENT): unknown {
  const places: Place[] = [{ value: input, depth: 0 }];
  let characters = 0;
  let values = 0;
  for (let place = places.pop(); place; place = places.pop()) {
    const { value, depth } = place;
    values += 1;
    if (typeof value === 'string') characters += value.length;
    if (characters > most.characters) throw tooMuch(`at most ${most.characters} characters`);
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEPTH_MAX) throw tooMuch(`at most ${DEPTH_MAX} levels`);
    const names = Object.keys(value);
    // Names count as values: before they are gathered, since there may be millions.
    if (values + places.length + 2 * names.length > most.values)
      throw tooMuch(`at most ${most.values} values`);
    const held = [...names, ...Object.values(value)];
    for (const each of held) places.push({ value: each, depth: depth + 1 });
  }
  return input;
}

function tooMuch(expected: string): OperatingError {
  return new OperatingError('input-invalid', `the event: expected ${expected}, found more`);
}
