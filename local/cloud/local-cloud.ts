import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { answerCloudWatch, MetricStore } from './cloudwatch.ts';
import { answerEc2, ec2ErrorXml } from './ec2/api.ts';
import { Ec2World } from './ec2/ec2-world.ts';
import { type Fault, Faults } from './faults.ts';
import { AwsError, type Parameters, readForm } from './query-protocol.ts';
import { answerSns, queryErrorXml, SnsTopics } from './sns.ts';

export interface LocalCloudOptions {
  /** Simulated time, epoch milliseconds. */
  readonly now: () => number;
  readonly region?: string;
  readonly accountId?: string;
  readonly pendingMs?: number;
  readonly shuttingDownMs?: number;
  readonly describeLagMs?: number;
}

/** AWS on 127.0.0.1, as far as Asterfleet needs it: the real wire protocols, on simulated time. */
export interface LocalCloud {
  readonly url: string;
  readonly ec2: Ec2World;
  readonly topics: SnsTopics;
  readonly metrics: MetricStore;
  readonly faults: Faults;
  /** The actions that were called, in order. */
  readonly calls: string[];
  close(): Promise<void>;
}

export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { now, region = 'us-east-1', accountId = '123456789012' } = options;
  const { pendingMs = 20_000, shuttingDownMs = 20_000, describeLagMs = 5_000 } = options;
  const ec2 = new Ec2World({ now, region, accountId, pendingMs, shuttingDownMs, describeLagMs });
  const topics = new SnsTopics(now, region, accountId);
  const metrics = new MetricStore(now);
  const faults = new Faults();
  const calls: string[] = [];
  const database = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const services = { ec2, topics, metrics, faults, calls, database };
  const server = createServer((request, response) => {
    receive(services, request, response).catch((error: unknown) =>
      response.destroy(error as Error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ec2,
    topics,
    metrics,
    faults,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Services {
  readonly ec2: Ec2World;
  readonly topics: SnsTopics;
  readonly metrics: MetricStore;
  readonly faults: Faults;
  readonly calls: string[];
  readonly database: { emit(event: 'request', ...messages: unknown[]): boolean };
}

async function receive(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const isDatabase = target.startsWith('DynamoDB_');
  const form = isDatabase ? readForm('') : readForm(await bodyOf(request));
  const action = isDatabase ? (target.split('.')[1] ?? '') : (form.text('Action') ?? '');
  services.calls.push(action);
  const fault = services.faults.next(action);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'drop-before') request.socket.destroy();
  else if (fault && fault.kind !== 'drop-after') answerFault(fault, isDatabase, form, response);
  else {
    if (fault) loseAnswer(request, response);
    if (isDatabase) services.database.emit('request', request, response);
    else answerForm(services, action, form, response);
  }
}

/** Everything is done but for the caller hearing of it. */
function loseAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.end = () => {
    request.socket.destroy();
    return response;
  };
}

function answerForm(
  { ec2, topics, metrics }: Services,
  action: string,
  form: Parameters,
  response: ServerResponse,
): void {
  const version = form.text('Version') ?? '';
  const isEc2 = version === '2016-11-15';
  try {
    if (isEc2) send(response, 200, answerEc2(ec2, action, form));
    else if (version === '2010-03-31') send(response, 200, answerSns(topics, action, form));
    else send(response, 200, answerCloudWatch(metrics, action, form));
  } catch (error) {
    const known =
      error instanceof AwsError ? error : new AwsError('InternalError', String(error), 500);
    send(response, known.status, isEc2 ? ec2ErrorXml(known) : queryErrorXml(known));
  }
}

function answerFault(
  fault: Fault,
  isDatabase: boolean,
  form: Parameters,
  response: ServerResponse,
): void {
  const error = faultError(fault, isDatabase);
  if (isDatabase) {
    const type = `com.amazonaws.dynamodb.v20120810#${error.code}`;
    const body = JSON.stringify({ __type: type, message: error.message });
    send(response, error.status, body, 'application/x-amz-json-1.0');
  } else {
    const isEc2 = form.text('Version') === '2016-11-15';
    send(response, error.status, isEc2 ? ec2ErrorXml(error) : queryErrorXml(error));
  }
}

function faultError(fault: Fault, isDatabase: boolean): AwsError {
  if (fault.kind === 'refuse') return new AwsError(fault.code, 'refused on purpose');
  if (fault.kind !== 'throttle') return new AwsError('InternalError', 'failed on purpose', 500);
  return isDatabase
    ? new AwsError('ProvisionedThroughputExceededException', 'throttled on purpose')
    : new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
}

function send(response: ServerResponse, status: number, body: string, type = 'text/xml'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
