import { type ChildProcess, fork } from 'node:child_process';

/** A process that answers one message with one message. */
export interface Peer<T> {
  /** What it said when it was ready. */
  readonly greeting: T;
  ask<A>(question?: object): Promise<A>;
  end(): Promise<void>;
}

export async function startPeer<T>(
  file: string,
  argument: string,
  {
    env,
    flags = [],
  }: { readonly env?: NodeJS.ProcessEnv; readonly flags?: readonly string[] } = {},
): Promise<Peer<T>> {
  const module = new URL(file, import.meta.url);
  const child = fork(module, [argument], { execArgv: [...flags], ...(env && { env }) });
  const greeting = await answerOf<T>(child);
  return {
    greeting,
    ask: <A>(question = {}) => {
      const answer = answerOf<A>(child);
      child.send(question);
      return answer;
    },
    end: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

function answerOf<A>(child: ChildProcess): Promise<A> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) => reject(new Error(`${child.spawnfile}: ended (${code})`));
    child.once('exit', fail);
    child.once('message', (message) => {
      child.off('exit', fail);
      resolve(message as A);
    });
  });
}
