/** Each code says whether the same event, delivered again, may succeed. */
const IS_RETRYABLE = {
  'input-invalid': false,
  'not-possible': false,
  'tick-incomplete': true,
} as const;

export type ErrorCode = keyof typeof IS_RETRYABLE;

/** An expected failure of the world outside, as opposed to a programmer's error. */
export class OperatingError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OperatingError';
    this.code = code;
  }

  get isRetryable(): boolean {
    return IS_RETRYABLE[this.code];
  }
}
