import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';

/** One that was started here, and that is ended by its own id. */
export interface Process {
  readonly pid: number;
  readonly isRunning: boolean;
  readonly ended: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Standard output and error go there. */
  readonly log: string;
}

const started = new Set<ChildProcess>();
// Whatever ends the lab ends its Asterisks: none outlives it.
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

export function start({ program, log, environment, folder, ...rest }: Command): Process {
  const output = openSync(log, 'a');
  const child = spawn(program, rest.arguments, {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...environment },
    ...(folder && { cwd: folder }),
  });
  started.add(child);
  const ended = new Promise<number>((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code) => {
      started.delete(child);
      resolve(code ?? 1);
    });
  });
  return {
    pid: child.pid ?? 0,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    ended,
    kill: (signal) => void child.kill(signal),
  };
}
