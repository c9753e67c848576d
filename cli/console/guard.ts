import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415;
  readonly says: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

interface Own {
  readonly port: number;
  readonly token: string;
}

/**
 * Other sites may make a browser ask 127.0.0.1 whatever they like. So a request must name this server as its host (a
 * name that resolves to 127.0.0.1 is another site's), must not come from another origin, and must
 * carry the token for everything but the empty page. `undefined`: it may pass.
 */
export function refusalOf({ method, path, headers }: Asked, own: Own): Refusal | undefined {
  if (!hostsOf(own).includes(headers.host ?? ''))
    return { status: 403, says: 'asked under another name than 127.0.0.1' };
  if (isForeign(headers, own)) return { status: 403, says: 'asked by another site' };
  if (!path.startsWith('/api/')) return isRead(method) ? undefined : NOT_ALLOWED;
  if (!hasToken(headers, own.token))
    return { status: 401, says: 'open the address that asterfleet console has printed, whole' };
  if (isRead(method)) return undefined;
  if (method !== 'POST') return NOT_ALLOWED;
  // Every browser says whence a POST comes.
  if (headers.origin === undefined)
    return { status: 403, says: 'an order must say whence it comes (Origin)' };
  if (headers['content-type'] !== 'application/json')
    return { status: 415, says: 'an order is application/json' };
  return undefined;
}

const NOT_ALLOWED: Refusal = { status: 405, says: 'no such method here' };

function hostsOf({ port }: Own): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isForeign(headers: IncomingHttpHeaders, own: Own): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = headers;
  return origin !== undefined && !hostsOf(own).some((host) => origin === `http://${host}`);
}

function hasToken({ authorization = '' }: IncomingHttpHeaders, token: string): boolean {
  const said = Buffer.from(authorization);
  const wanted = Buffer.from(`Bearer ${token}`);
  return said.length === wanted.length && timingSafeEqual(said, wanted);
}

/** On every answer. No CORS header is ever sent: no other origin may read anything. */
export const PROTECTION: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};
