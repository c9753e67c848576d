import { askedBy, isObject } from './asked.ts';
import { acceptsAlarm, acceptsInstanceEvent } from './oracle-of-aws.ts';
import { accepts as acceptsOrder } from './oracle-of-people.ts';
import type { FunctionName } from './payloads.ts';

/**
 * Whether an event is by chance one that the function should accept. Written from the documents,
 * without the schemas that the functions check by; in doubt it says yes, and the event is not judged.
 */
export function isAcceptable(name: FunctionName, event: unknown): boolean {
  if (isTooLarge(event)) return false;
  // Where there is no event, Lambda's middleware has an empty one.
  const asked = askedBy(event === undefined ? {} : event);
  if (!asked || isTooLarge(asked.input)) return false;
  switch (name) {
    case 'reconcile-fleet':
      return isObject(asked.input);
    case 'handle-alarm':
      return acceptsAlarm(asked.input);
    case 'handle-instance-event':
      return acceptsInstanceEvent(asked.input);
    default:
      return acceptsOrder(name, asked);
  }
}

/** Any of: 256 KB of text, ten thousand names and values, 32 levels. */
function isTooLarge(event: unknown): boolean {
  const sum = { characters: 0, values: 0 };
  const walk = (value: unknown, level: number): boolean => {
    sum.values += 1;
    if (typeof value === 'string') sum.characters += value.length;
    if (level > 32 || sum.values > 10_000 || sum.characters > 262_144) return true;
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value).some(([key, each]) => walk(key, 0) || walk(each, level + 1));
  };
  return walk(event, 0);
}
