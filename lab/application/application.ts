import { createServer, type Socket } from 'node:net';
import { SOFTSWITCH } from '../instances/instance.ts';

const ADDRESS = '127.0.12.1';
const PORT = 4573;

/** A service whose call needs a second leg some seconds after its first. */
export const SECOND_LEG_NUMBER = '8005550200';
/** Whoever answers it. */
export const AGENT = '127.0.20.200';
const SECOND_LEG_AFTER_SECONDS = 9;

/** The central application logic as a FastAGI server: it answers each call and keeps it until the caller hangs up. */
export interface ApplicationLogic {
  /** Calls that it was ever handed. */
  readonly calls: number;
  /** Nobody can reach it until it is resumed. */
  interrupt(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

export async function startApplication(): Promise<ApplicationLogic> {
  const count = { calls: 0 };
  const sockets = new Set<Socket>();
  let server = serverOf(sockets, count);
  await listen(server);
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return {
    get calls() {
      return count.calls;
    },
    interrupt: close,
    resume: async () => {
      server = serverOf(sockets, count);
      await listen(server);
    },
    close,
  };
}

function serverOf(sockets: Set<Socket>, count: { calls: number }) {
  return createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, count);
  });
}

/** What it is told ends with an empty line; then it asks, and each answer is a line. */
function serve(socket: Socket, count: { calls: number }): void {
  let steps: string[] = [];
  let said = '';
  let isTold = false;
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1');
    if (!isTold) {
      if (!said.includes('\n\n')) return;
      isTold = true;
      if (said.includes('asterfleet-probe')) return void socket.end('NOOP\n');
      count.calls += 1;
      steps = stepsOf(said);
      said = '';
      socket.write(`${steps.shift()}\n`);
      return;
    }
    if (said.includes('HANGUP')) return void socket.end();
    if (!said.includes('\n')) return;
    said = '';
    const next = steps.shift();
    if (next) socket.write(`${next}\n`);
    else socket.end();
  });
}

function stepsOf(told: string): string[] {
  const stay = 'EXEC Wait 86400';
  if (!told.includes(`agi_extension: ${SECOND_LEG_NUMBER}\n`)) return ['ANSWER', stay];
  const dial = `EXEC Dial PJSIP/outbound/sip:agent@${SOFTSWITCH}:5060,10`;
  return ['ANSWER', `EXEC Wait ${SECOND_LEG_AFTER_SECONDS}`, dial, stay];
}

function listen(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, ADDRESS, resolve);
  });
}
