import { OperatingError } from '../domain/operating-error.ts';

/** Source: EventBridge and SNS, quotas: 256 KB each. A person's order is far smaller. */
const CHARACTERS_MAX = 256 * 1024;
const VALUES_MAX = 10_000;
const DEPTH_MAX = 32;

interface Place {
  readonly value: unknown;
  readonly depth: number;
}

/**
 * The input, if it is no larger than anything that AWS or a person sends; Lambda lets 6 MB in. What
 * checks it costs an object for each fault, and the function's memory with three million of them.
 */
export function withinBounds(input: unknown): unknown {
  const places: Place[] = [{ value: input, depth: 0 }];
  let characters = 0;
  let values = 0;
  for (let place = places.pop(); place; place = places.pop()) {
    const { value, depth } = place;
    values += 1;
    if (typeof value === 'string') characters += value.length;
    if (characters > CHARACTERS_MAX) throw tooMuch(`at most ${CHARACTERS_MAX} characters`);
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEPTH_MAX) throw tooMuch(`at most ${DEPTH_MAX} levels`);
    const names = Object.keys(value);
    // Names count as values: before they are gathered, since there may be millions.
    if (values + places.length + 2 * names.length > VALUES_MAX)
      throw tooMuch(`at most ${VALUES_MAX} values`);
    const held = [...names, ...Object.values(value)];
    for (const each of held) places.push({ value: each, depth: depth + 1 });
  }
  return input;
}

function tooMuch(expected: string): OperatingError {
  return new OperatingError('input-invalid', `the event: expected ${expected}, found more`);
}
