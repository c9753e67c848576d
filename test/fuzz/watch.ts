import { Writable } from 'node:stream';

/** What a process has said, and whether something in it went wrong that nobody waits for. */
export interface Watch {
  /** What was written since the last call, line by line. */
  lines(): string[];
  /** What would have ended the process since the last call. */
  faults(): string[];
  end(): void;
}

const STREAMS = ['stdout', 'stderr'] as const;
const FATAL = ['unhandledRejection', 'uncaughtException'] as const;

/** As in production, but for the tests' silence. */
const SPEAKING = {
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_METRICS_DISABLED: 'false',
  POWERTOOLS_METRICS_NAMESPACE: 'Asterfleet',
  POWERTOOLS_SERVICE_NAME: 'asterfleet-test',
};

/** Every logger that is made after this is heard: it takes the streams and the settings that it finds. */
export function watchProcess(): Watch {
  Object.assign(process.env, SPEAKING);
  let said = '';
  let faults: string[] = [];
  const sink = () =>
    new Writable({
      write: (chunk, _, done) => {
        said += String(chunk);
        done();
      },
    });
  const restore = [
    ...STREAMS.map((name) => replaced(process, name, sink())),
    replaced(process, 'exit', (code: unknown) => {
      faults.push(`process.exit(${String(code)})`);
    }),
  ];
  const note = (fault: unknown) => {
    faults.push(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
  };
  for (const name of FATAL) process.on(name, note);
  return {
    lines: () => {
      const lines = said.split('\n').filter((line) => line !== '');
      said = '';
      return lines;
    },
    faults: () => faults.splice(0),
    end: () => {
      for (const each of restore) each();
      for (const name of FATAL) process.off(name, note);
      faults = [];
    },
  };
}

function replaced(holder: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(holder, name, before);
    else Reflect.deleteProperty(holder, name);
  };
}
