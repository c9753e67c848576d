import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Drift } from '../../shared/domain/routing/acknowledgement.ts';
import { readRoutingMessage } from '../../shared/domain/routing/message.ts';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';

const ANSWER_MS = 15_000;
const ADDRESSES_MAX = 200;

/** The function URL of `serveRouting`, as one softswitch node uses it. */
export interface RoutingService {
  /** The present snapshot unless it is that revision, and what this node has acknowledged. */
  read(known: number): Promise<Present>;
  acknowledge(revision: number, drift?: Drift): Promise<void>;
}

interface Present {
  /** Undefined: unchanged. */
  readonly snapshot: RoutingSnapshot | undefined;
  readonly acknowledged: number;
}

export interface ServiceOptions {
  readonly url: string;
  readonly region: string;
  readonly fleet: string;
  readonly node: string;
  /** The ordinary chain of credentials, unless others are given. */
  readonly credentials?: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
}

export function routingService(options: ServiceOptions): RoutingService {
  const { url, region, fleet, node, credentials = defaultProvider() } = options;
  const signer = new SignatureV4({ service: 'lambda', region, credentials, sha256: Sha256 });
  const ask = signedFetch(signer, new URL(url));
  return {
    read: async (known) => {
      const answer = await ask('GET', { fleet, node }, { 'if-none-match': `"${known}"` });
      const acknowledged = Number(answer.headers.get('asterfleet-acknowledged') ?? 0);
      if (answer.status === 304) return { snapshot: undefined, acknowledged };
      const snapshot = readRoutingMessage(await bodyOf(answer));
      if (!snapshot) throw new Error('reading the routes: the answer is no routing snapshot');
      return { snapshot, acknowledged };
    },
    acknowledge: async (revision, drift) => {
      const body = JSON.stringify({
        fleet,
        revision,
        node,
        ...(drift && { drift: shortened(drift) }),
      });
      await bodyOf(await ask('POST', {}, { 'content-type': 'application/json' }, body));
    },
  };
}

/** As much of it as the service takes. */
function shortened({ missing, extra }: Drift): Drift {
  return { missing: missing.slice(0, ADDRESSES_MAX), extra: extra.slice(0, ADDRESSES_MAX) };
}

async function bodyOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.ok) return text;
  throw new Error(`the routing service: ${answer.status} ${text.slice(0, 300)}`);
}

function signedFetch(signer: SignatureV4, { protocol, host, hostname, port, origin }: URL) {
  return async (
    method: 'GET' | 'POST',
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Response> => {
    const request = await signer.sign({
      method,
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: '/',
      query: { ...query },
      headers: { host, ...headers },
      ...(body !== undefined && { body }),
    });
    const search = new URLSearchParams(query).toString();
    return fetch(`${origin}/${search && `?${search}`}`, {
      method,
      headers: request.headers,
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  };
}
