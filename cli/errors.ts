/** How a command ends. */
export const EXIT = {
  done: 0,
  /** Nobody answered, or a function failed. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** The fleet, or the person who was asked, said no; nothing was changed. */
  refused: 3,
  /** It was done, and what it found or left is not well. */
  notWell: 4,
} as const;

export const EXITS = `Ends with 0 when it is done, 1 when it failed, 2 when the command line was not understood, 3 when
the fleet refused or nobody confirmed (and nothing was changed), 4 when it was done and all is not well.
`;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command that did not do what it was asked; `next` says what to do about it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly next: string | undefined;
  constructor(exitCode: ExitCode, message: string, next?: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.next = next;
  }
}

export function notUnderstood(message: string, next?: string): CommandError {
  return new CommandError(EXIT.usage, message, next);
}
