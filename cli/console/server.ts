import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { CommandError, EXIT } from '../errors.ts';
import type { Feed } from './feed.ts';
import { PROTECTION, type Refusal, refusalOf } from './guard.ts';
import type { Orders } from './orders.ts';

const LOOPBACK = '127.0.0.1';
const BODY_BYTES_MAX = 4_096;
const TOKEN_BYTES = 24;

/** A file of the page, by its path. */
export type Assets = ReadonlyMap<string, { readonly type: string; readonly text: string }>;

interface ServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly assets: Assets;
  readonly feed: Feed;
  readonly orders: Orders;
}

export interface ConsoleServer {
  /** With the token that opens the feed and the orders: it is for whoever may give orders. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page to this machine alone, and its feed and orders to who has the token. Rejects when the port is taken. */
export async function serveConsole(options: ServerOptions): Promise<ConsoleServer> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  let port = options.port;
  const server = createServer((request, response) => {
    answer(options, { port, token }, request, response).catch((error: unknown) =>
      sendFailure(response, error),
    );
  });
  await listening(server, port);
  port = (server.address() as AddressInfo).port;
  return {
    // A fragment is not sent to any server and stands in no log.
    url: `http://${LOOPBACK}:${port}/#${token}`,
    close: () =>
      new Promise((resolve) => {
        options.feed.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
}

async function answer(
  { assets, feed, orders }: ServerOptions,
  own: { readonly port: number; readonly token: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(PROTECTION)) response.setHeader(name, value);
  const { method = 'GET', url = '/', headers } = request;
  const path = url.split('?')[0] ?? '/';
  const refusal = refusalOf({ method, path, headers }, own);
  if (refusal) throw new Refused(refusal);
  const asset = assets.get(path);
  const order = orders.get(path);
  if (asset) {
    response.setHeader('content-type', asset.type);
    response.end(asset.text);
  } else if (path === '/api/feed' && method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    feed.add(response);
  } else if (order && method === 'POST') {
    const done = await order(JSON.parse(await bodyOf(request)));
    feed.hurry();
    sendJson(response, 200, done);
  } else throw new Refused({ status: 404, says: 'there is nothing here' });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  // One that does not say how long it is, is cut off.
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX)
    throw new Refused({ status: 413, says: 'too long' });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw new Refused({ status: 413, says: 'too long' });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

class Refused extends Error {
  readonly status: Refusal['status'];
  constructor({ status, says }: Refusal) {
    super(says);
    this.status = status;
  }
}

function sendFailure(response: ServerResponse, error: unknown): void {
  const failed = error instanceof Error ? error.message : String(error);
  if (response.headersSent) response.destroy();
  else if (error instanceof Refused) sendJson(response, error.status, { failed });
  else if (error instanceof ZodError || error instanceof SyntaxError)
    sendJson(response, 400, { failed: 'no order has this form' });
  else {
    const { next, exitCode } = error instanceof CommandError ? error : {};
    // The fleet said no, or nobody answered.
    sendJson(response, exitCode === EXIT.refused ? 422 : 502, { failed, next });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
