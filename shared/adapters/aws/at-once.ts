/**
 * Fewer than the SDK has sockets. What it cannot send at once it queues, and its time-outs run on
 * while a request waits there: of ten thousand writes most would fail without having been sent. And AWS may close
 * all idle connections at once: what so many requests need to be repeated is within the SDK's allowance.
 */
const AT_ONCE = 32;

interface Sender<Request, Options, Answer> {
  handle(request: Request, options: Options): Promise<Answer>;
}

/** The same client, which sends so many requests at a time and lets the others wait their turn. */
export function inTurns<
  Request,
  Options,
  Answer,
  T extends { readonly config: { readonly requestHandler: Sender<Request, Options, Answer> } },
>(client: T): T {
  const { requestHandler } = client.config;
  const send = requestHandler.handle.bind(requestHandler);
  const waiting: (() => void)[] = [];
  let free = AT_ONCE;
  requestHandler.handle = async (request, options) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await send(request, options);
    } finally {
      const first = waiting.shift();
      if (first) first();
      else free += 1;
    }
  };
  return client;
}
