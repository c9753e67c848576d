import { createInterface } from 'node:readline/promises';

/** What a command says things to, and whom it may ask. */
export interface Terminal {
  /** Results; nothing else goes there. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  readonly hasColours: boolean;
  /** How wide a line may be. */
  readonly columns: number;
  readonly environment: NodeJS.ProcessEnv;
  /** What a person answers; undefined where nobody sits. */
  ask(question: string): Promise<string | undefined>;
}

const COLUMNS = 104;

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    hasColours: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    columns: stdout.columns ?? COLUMNS,
    environment: env,
    ask: async (question) => {
      if (!stdin.isTTY) return undefined;
      // Not on standard output, which may be a file.
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
  };
}
