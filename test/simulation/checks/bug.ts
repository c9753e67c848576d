const KINDS = new Set([
  'AssertionError',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  // What a service calls malformed is ours.
  'ValidationException',
  'UnknownOperationException',
  'InvalidAction',
  'IdempotentParameterMismatch',
]);

/** The programmer's error in an error or behind it, if there is one. */
export function bugIn(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (KINDS.has(at.name)) return `${at.name}: ${at.message}\n${at.stack}`;
  return undefined;
}
