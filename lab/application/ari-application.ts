import { once } from 'node:events';
import { WebSocketServer } from 'ws';

const ADDRESS = '127.0.12.1';
const PORT = 8_765;

/** The same central logic over ARI: Asterisk opens the connection, and is told over it to answer each call. */
export interface AriApplication {
  /** Calls that it was ever handed. */
  readonly calls: number;
  close(): Promise<void>;
}

interface AriEvent {
  readonly type: string;
  readonly channel?: { readonly id: string };
}

export const ARI_ADDRESS = `ws://${ADDRESS}:${PORT}/in-ngn`;

export async function startAriApplication(): Promise<AriApplication> {
  let calls = 0;
  const server = new WebSocketServer({ host: ADDRESS, port: PORT, handleProtocols: () => 'ari' });
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { type, channel } = JSON.parse(String(data)) as AriEvent;
      if (type !== 'StasisStart' || !channel) return;
      calls += 1;
      const uri = `channels/${channel.id}/answer`;
      socket.send(JSON.stringify({ type: 'RESTRequest', method: 'POST', uri }));
    });
  });
  await once(server, 'listening');
  return {
    get calls() {
      return calls;
    },
    close: async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
