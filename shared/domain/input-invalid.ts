import { OperatingError } from './operating-error.ts';

const SHOWN_MAX = 60;
/** Larger numbers may be somebody's: of a card, an account, a telephone. */
const OWN_NUMBER_MAX = 1_000_000;

/**
 * An input that is not what was expected. Its sender is told what was found; the log only of what
 * kind it was, since a password that went into the wrong field must not lie there for a year.
 */
export function inputInvalid(expected: string, found: unknown): OperatingError {
  return new OperatingError('input-invalid', `${expected}, found ${shown(found)}`, {
    logged: `${expected}, found ${kindOf(found)}`,
  });
}

/** The beginning of it, for its sender; total, and short whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return kindOf(value);
  const text = JSON.stringify(value.slice(0, SHOWN_MAX));
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}...` : text;
}

/** What it is without saying it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) <= OWN_NUMBER_MAX
      ? String(value)
      : 'a number';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
