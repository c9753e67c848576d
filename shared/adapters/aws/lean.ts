/** What to make of an answer's text, by the command's name; other answers are left to the SDK. */
export type Readers = Readonly<Record<string, (text: string) => object>>;

interface Answer {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array> | Buffer;
}

interface Result {
  readonly response: unknown;
  output?: object;
}

type Next = (request: never) => Promise<Result>;
type Hook = (next: Next, context: { readonly commandName?: string }) => Next;

interface Hooked {
  readonly middlewareStack: {
    add(
      hook: never,
      where: { readonly step: 'deserialize'; readonly priority: 'high' | 'low'; name: string },
    ): void;
  };
}

const DONE = 200;

/**
 * The same client, which reads by itself the answers that grow with the fleet, in one pass and no more than
 * is used. The SDK signs, repeats and tells errors apart as ever; it is given `nothing` to read instead.
 */
export function lean<T extends Hooked>(client: T, readers: Readers, nothing: string): T {
  const outputs = new WeakMap<object, object>();
  const give: Hook = (next) => async (request) => {
    const result = await next(request);
    const output = outputs.get(result.response as object);
    return output ? { ...result, output: { ...result.output, ...output } } : result;
  };
  const read: Hook = (next, { commandName = '' }) => {
    const reader = readers[commandName];
    if (!reader) return next;
    return async (request) => {
      const result = await next(request);
      const answer = result.response as Answer;
      if (answer.statusCode !== DONE) return result;
      outputs.set(answer, reader(await textOf(answer.body)));
      answer.body = Buffer.from(nothing);
      return result;
    };
  };
  const { middlewareStack } = client;
  middlewareStack.add(give as never, { step: 'deserialize', priority: 'high', name: 'leanGive' });
  middlewareStack.add(read as never, { step: 'deserialize', priority: 'low', name: 'leanRead' });
  return client;
}

async function textOf(body: Answer['body']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as AsyncIterable<Uint8Array>)
    text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
