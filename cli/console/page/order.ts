/** The answer to an order, or why there is none. */
type Outcome<Answer> =
  | { readonly isDone: true; readonly answer: Answer }
  | { readonly isDone: false; readonly says: string };

export type Order = <Answer>(path: string, body: object) => Promise<Outcome<Answer>>;

export function orderWith(token: string): Order {
  return async <Answer>(path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    try {
      const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
      const answer = (await response.json()) as Answer & Failure;
      if (response.ok) return { isDone: true, answer };
      return { isDone: false, says: [answer.failed, answer.next].filter(Boolean).join('. Next: ') };
    } catch {
      const says =
        'asterfleet console does not answer: whether it was done is not known. Ask again; said twice it is one request.';
      return { isDone: false, says };
    }
  };
}

interface Failure {
  readonly failed?: string;
  readonly next?: string;
}
