/** Each code says whether the same event, delivered again, may succeed. */
const IS_RETRYABLE = {
  'input-invalid': false,
  'not-allowed': false,
  'not-there': false,
  'not-possible': false,
  'tick-incomplete': true,
} as const;

export type ErrorCode = keyof typeof IS_RETRYABLE;

const TOLD_MAX = 5;

/** A run that could not do all that it meant to; the first few reasons stand for the rest. */
export function incomplete(errors: readonly Error[]): OperatingError {
  const told = errors.slice(0, TOLD_MAX).map(({ message }) => message);
  const more = errors.length - told.length;
  const text = [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return new OperatingError('tick-incomplete', text);
}

interface OperatingErrorOptions extends ErrorOptions {
  /** Where the message itself holds what came from outside. */
  readonly logged?: string;
}

/** An expected failure of the world outside, as opposed to a programmer's error. */
export class OperatingError extends Error {
  readonly code: ErrorCode;
  /** The message as the log may keep it: nothing in it is what a sender wrote. */
  readonly logged: string;
  constructor(code: ErrorCode, message: string, { logged, ...rest }: OperatingErrorOptions = {}) {
    super(message, rest);
    this.name = 'OperatingError';
    this.code = code;
    this.logged = logged ?? message;
  }

  get isRetryable(): boolean {
    return IS_RETRYABLE[this.code];
  }
}
