import type { Message } from '../feed.ts';

interface Listener {
  readonly onMessage: (message: Message) => void;
  /** What became of the connection, for the person at the page. */
  readonly onLost: (says: string) => void;
}

const AGAIN_MS = 1_500;
const ENDED =
  'asterfleet console does not answer, and what stands here is no longer true. Next: start the command again ' +
  'and open the address that it prints.';

/** Listens for ever; a lost connection is tried again, one that may not listen is not. */
export async function listen(token: string, listener: Listener): Promise<void> {
  for (;;) {
    const isAllowed = await once(token, listener).catch(() => true);
    if (!isAllowed) return;
    listener.onLost(ENDED);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Until the connection ends. False where the token is not the one of the command that runs. */
async function once(token: string, { onMessage, onLost }: Listener): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch('/api/feed', { headers, cache: 'no-store' });
  if (!response.ok || !response.body) {
    const { failed } = (await response.json()) as { readonly failed: string };
    onLost(`This page may not look: ${failed}.`);
    return false;
  }
  let rest = '';
  for await (const text of chunksOf(response.body)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onMessage(JSON.parse(line) as Message);
  }
  return true;
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
