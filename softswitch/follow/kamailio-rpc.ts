const ANSWER_MS = 5_000;

/** An error that Kamailio itself answers with, as opposed to not answering. */
export class KamailioError extends Error {
  readonly code: number;
  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message}`);
    this.name = 'KamailioError';
    this.code = code;
  }
}

export type KamailioRpc = (method: string, parameters?: readonly unknown[]) => Promise<unknown>;

/** JSON-RPC over HTTP. Source: Kamailio 5.6, jsonrpcs and xhttp modules. */
export function kamailioRpc(url: string): KamailioRpc {
  return async (method, params = []) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const said = (await answer.json()) as {
      readonly result?: unknown;
      readonly error?: { readonly code: number; readonly message: string };
    };
    if (said.error) throw new KamailioError(method, said.error.code, said.error.message);
    return said.result;
  };
}
