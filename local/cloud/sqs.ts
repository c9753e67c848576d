import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from './query-protocol.ts';

interface Message {
  readonly MessageId: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  receipt: string;
  /** Of the machine's own time: a reader waits in it too. */
  visibleFromMs: number;
}

const VISIBILITY_MS = 30_000;
const LOOK_MS = 20;
const SECONDS_MAX = 20;

/** Queues that topics feed, and their readers by long poll. */
export class SqsQueues {
  readonly #accountId: string;
  readonly #queues = new Map<string, Message[]>();
  readonly #closing = new AbortController();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  create(name: string): void {
    this.#queues.set(this.pathOf(name), []);
  }

  pathOf(name: string): string {
    return `/${this.#accountId}/${name}`;
  }

  /** Whoever waits is answered. */
  close(): void {
    this.#closing.abort();
  }

  /** As a topic delivers it, raw. */
  send(name: string, Body: string): void {
    const MD5OfBody = createHash('md5').update(Body).digest('hex');
    const MessageId = randomUUID();
    this.#messages(this.pathOf(name)).push({
      MessageId,
      Body,
      MD5OfBody,
      receipt: '',
      visibleFromMs: 0,
    });
  }

  /** The answer to one call. Throws AwsError. */
  async act(action: string, body: string): Promise<object> {
    const { QueueUrl = '', ...rest } = JSON.parse(body) as Request;
    const messages = this.#messages(new URL(QueueUrl).pathname);
    if (action === 'ReceiveMessage')
      return { Messages: await receive(messages, rest, this.#closing.signal) };
    if (action === 'DeleteMessage') {
      const at = messages.findIndex(({ receipt }) => receipt === rest.ReceiptHandle);
      if (at >= 0) messages.splice(at, 1);
      return {};
    }
    throw new AwsError('UnsupportedOperation', action);
  }

  #messages(path: string): Message[] {
    const messages = this.#queues.get(path);
    if (messages) return messages;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }
}

interface Request {
  readonly QueueUrl?: string;
  readonly WaitTimeSeconds?: number;
  readonly MaxNumberOfMessages?: number;
  readonly ReceiptHandle?: string;
}

async function receive(
  messages: Message[],
  { WaitTimeSeconds = 0, MaxNumberOfMessages = 1 }: Request,
  closing: AbortSignal,
): Promise<object[]> {
  const untilMs = performance.now() + Math.min(WaitTimeSeconds, SECONDS_MAX) * 1000;
  for (;;) {
    const nowMs = performance.now();
    const found = messages
      .filter(({ visibleFromMs }) => visibleFromMs <= nowMs)
      .slice(0, MaxNumberOfMessages);
    if (found.length > 0 || nowMs >= untilMs || closing.aborted)
      return found.map((message) => taken(message, nowMs));
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function taken(message: Message, nowMs: number): object {
  message.receipt = randomUUID();
  message.visibleFromMs = nowMs + VISIBILITY_MS;
  const { MessageId, Body, MD5OfBody, receipt: ReceiptHandle } = message;
  return { MessageId, Body, MD5OfBody, ReceiptHandle };
}
