import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type UrlAnswer, urlEventOf } from './url-event.ts';

/** Credentials that requests may be signed with, and whose they are. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userArn: string;
}

export interface FunctionUrl {
  readonly url: string;
  close(): Promise<void>;
}

interface FunctionUrlOptions {
  readonly signers: readonly Signer[];
  readonly region: string;
  readonly invoke: (event: object) => Promise<unknown>;
}

const FORBIDDEN: UrlAnswer = {
  statusCode: 403,
  headers: { 'content-type': 'application/json' },
  body: '{"Message":"Forbidden"}',
};

/** A function URL with AWS_IAM: who does not sign, or signs wrongly, never reaches the function. */
export async function serveFunctionUrl(options: FunctionUrlOptions): Promise<FunctionUrl> {
  const server = createServer((request, response) => {
    answer(options, request).then(
      ({ statusCode, headers, body }) => response.writeHead(statusCode, headers).end(body),
      () => response.writeHead(502).end('{"Message":"Internal Server Error"}'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(options: FunctionUrlOptions, message: IncomingMessage): Promise<UrlAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const request = requestOf(message, Buffer.concat(chunks).toString('utf8'));
  const signer = await signerOf(options, request);
  if (!signer) return FORBIDDEN;
  const { method, query, headers, body } = request;
  const { userArn } = signer;
  const event = urlEventOf({ method, query, headers, userArn, ...(body !== '' && { body }) });
  return (await options.invoke(event)) as UrlAnswer;
}

interface Request {
  readonly method: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: string): Request {
  const { searchParams } = new URL(url, 'http://127.0.0.1');
  return {
    method,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]),
    ),
    body,
  };
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/[^,]+, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/** Signs what was signed once more, and compares. */
async function signerOf(
  { signers, region }: FunctionUrlOptions,
  { method, query, headers, body }: Request,
): Promise<Signer | undefined> {
  const [, accessKeyId, signedHeaders = '', signature] =
    AUTHORIZATION.exec(headers['authorization'] ?? '') ?? [];
  const credentials = signers.find((each) => each.accessKeyId === accessKeyId);
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '');
  if (!credentials || !at) return undefined;
  const [, year, month, day, hour, minute, second] = at;
  const signed = new Set(signedHeaders.split(';'));
  const request = await new SignatureV4({
    service: 'lambda',
    region,
    credentials,
    sha256: Sha256,
    // Not every client sends the sum of the body as a header too.
    applyChecksum: signed.has('x-amz-content-sha256'),
  }).sign(
    {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/',
      query,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => signed.has(name))),
      ...(body !== '' && { body }),
    },
    { signingDate: new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) },
  );
  const own = AUTHORIZATION.exec(request.headers['authorization'] ?? '')?.[3];
  return own === signature ? credentials : undefined;
}
