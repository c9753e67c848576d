import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { answerFault, JSON_1_0, type Service, send, sendError, serviceOf } from './answers.ts';
import { answerCloudWatch, MetricStore } from './cloudwatch.ts';
import { answerEc2 } from './ec2/api.ts';
import { type BucketSizes, Buckets } from './ec2/buckets.ts';
import { Ec2World } from './ec2/ec2-world.ts';
import { Faults } from './faults.ts';
import { invokedIn, LambdaFunctions } from './lambda.ts';
import { AwsError, type Parameters, readForm } from './query-protocol.ts';
import { answerQuotas, type Quotas } from './quotas.ts';
import { answerSns, SnsTopics } from './sns.ts';
import { SqsQueues } from './sqs.ts';

export interface LocalCloudOptions {
  /** Simulated time, epoch milliseconds. */
  readonly now: () => number;
  readonly region?: string;
  readonly accountId?: string;
  readonly pendingMs?: number | ((instanceId: string) => number);
  readonly shuttingDownMs?: number;
  readonly describeLagMs?: number;
  readonly metadataLagMs?: number;
  readonly initializingMs?: number;
  /** How often EC2 may be asked; without them as often as one likes. */
  readonly buckets?: BucketSizes;
  /** On 127.0.0.1; any that is free unless it must be known to others. */
  readonly port?: number | undefined;
}

/** What was asked; of DynamoDB only the action, but for those who listen. */
export interface CloudRequest {
  readonly service: Service;
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Of services that are asked in JSON, for listeners only. */
  readonly body?: string;
}

type Listener = (request: CloudRequest) => void;

const KEPT_ALIVE_MS = 600_000;
const REQUESTS_KEPT = 1_000;

/** AWS on 127.0.0.1, as far as Asterfleet needs it: the real wire protocols, on simulated time. */
export interface LocalCloud {
  readonly url: string;
  readonly ec2: Ec2World;
  readonly topics: SnsTopics;
  readonly queues: SqsQueues;
  readonly functions: LambdaFunctions;
  readonly metrics: MetricStore;
  readonly faults: Faults;
  readonly quotas: Quotas;
  /** What EC2 has refused because it was asked too often. */
  readonly throttled: readonly string[];
  /** The actions that were called, in order. */
  readonly calls: string[];
  /** The newest thousand of them, with what was asked. */
  readonly requests: readonly CloudRequest[];
  /** Hears every request, whole, from now on. */
  onRequest(listener: Listener): void;
  close(): Promise<void>;
}

export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { now, region = 'us-east-1', accountId = '123456789012', port: wanted = 0 } = options;
  const ec2 = new Ec2World({ now, region, accountId, ...delaysOf(options) });
  const topics = new SnsTopics(now, region, accountId);
  const queues = new SqsQueues(accountId);
  const functions = new LambdaFunctions();
  const metrics = new MetricStore(now);
  const faults = new Faults();
  const calls: string[] = [];
  const requests: CloudRequest[] = [];
  const database = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const quotas: Quotas = { standardVcpus: 1_920 };
  const listeners: Listener[] = [];
  const buckets = options.buckets && new Buckets(options.buckets, now);
  const told = { calls, requests, listeners };
  const apis = { ec2, topics, queues, functions, metrics, faults, quotas, buckets };
  const services = { ...apis, ...told, database };
  const server = createServer((request, response) => {
    receive(services, request, response).catch((error: unknown) =>
      response.destroy(error as Error),
    );
  });
  // Fifty connections that are closed at once, just when they are used again, are more than the SDK repeats.
  server.keepAliveTimeout = KEPT_ALIVE_MS;
  await listening(server, wanted);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ec2,
    topics,
    queues,
    functions,
    metrics,
    faults,
    quotas,
    throttled: buckets?.refused ?? [],
    calls,
    requests,
    onRequest: (listener) => listeners.push(listener),
    close: () =>
      new Promise((resolve) => {
        queues.close();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Rejects when another program has the port. */
function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function delaysOf(options: LocalCloudOptions) {
  const { pendingMs = 20_000, shuttingDownMs = 20_000, describeLagMs = 5_000 } = options;
  const { metadataLagMs = 0, initializingMs = 120_000 } = options;
  return {
    pendingMs: typeof pendingMs === 'number' ? () => pendingMs : pendingMs,
    shuttingDownMs,
    describeLagMs,
    metadataLagMs,
    initializingMs,
  };
}

interface Services {
  readonly ec2: Ec2World;
  readonly topics: SnsTopics;
  readonly queues: SqsQueues;
  readonly functions: LambdaFunctions;
  readonly metrics: MetricStore;
  readonly faults: Faults;
  readonly quotas: Quotas;
  readonly buckets: Buckets | undefined;
  readonly calls: string[];
  readonly requests: CloudRequest[];
  readonly listeners: Listener[];
  readonly database: { emit(event: 'request', ...messages: unknown[]): boolean };
}

async function receive(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const question = await questionOf(request, target);
  const { service, action } = question;
  note(services, { service, action, parameters: question.form.all });
  tellListeners(services, question, request);
  const fault = services.faults.next(action);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'drop-before') request.socket.destroy();
  else if (fault && fault.kind !== 'drop-after') answerFault(fault, service, response);
  else {
    if (fault) loseAnswer(request, response);
    if (service === 'dynamodb') services.database.emit('request', request, response);
    else if (service === 'sqs') await answerQueue(services.queues, question, response);
    else if (service === 'lambda') await answerInvoke(services.functions, question, response);
    else answerForm(services, question, response);
  }
}

async function answerQueue(
  queues: SqsQueues,
  { service, action, body = '{}' }: Question,
  response: ServerResponse,
): Promise<void> {
  try {
    send(response, 200, JSON.stringify(await queues.act(action, body)), JSON_1_0);
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError('InternalError', String(error));
    sendError(response, service, known);
  }
}

async function answerInvoke(
  functions: LambdaFunctions,
  { service, form, body = '', headers = {} }: Question,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await functions.invoke(form.text('FunctionName') ?? '', body, headers);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  } catch (error) {
    const known =
      error instanceof AwsError ? error : new AwsError('ServiceException', String(error), 500);
    sendError(response, service, known);
  }
}

interface Question {
  readonly service: Service;
  readonly action: string;
  readonly form: Parameters;
  /** Of a service that is asked in JSON. */
  readonly body?: string;
  readonly headers?: IncomingHttpHeaders;
}

async function questionOf(request: IncomingMessage, target: string): Promise<Question> {
  if (target.startsWith('DynamoDB_')) return databaseQuestion(target);
  const body = await bodyOf(request);
  const invoked = invokedIn(request.url);
  if (invoked !== undefined) return invocation(invoked, body, request.headers);
  if (target.startsWith('AmazonSQS'))
    return { service: 'sqs', action: actionIn(target), form: readForm(''), body };
  if (!target.startsWith('ServiceQuotas')) return formQuestion(readForm(body));
  return { service: 'servicequotas', action: actionIn(target), form: readForm(''), body };
}

function invocation(name: string, body: string, headers: IncomingHttpHeaders): Question {
  const form = readForm(new URLSearchParams({ FunctionName: name }).toString());
  return { service: 'lambda', action: 'Invoke', form, body, headers };
}

/** Its body is left for the database to read. */
function databaseQuestion(target: string): Question {
  return { service: 'dynamodb', action: actionIn(target), form: readForm('') };
}

function actionIn(target: string): string {
  return target.split('.')[1] ?? '';
}

function formQuestion(form: Parameters): Question {
  return { service: serviceOf(form), action: form.text('Action') ?? '', form };
}

function note({ calls, requests }: Services, request: CloudRequest): void {
  calls.push(request.action);
  requests.push(request);
  if (requests.length > REQUESTS_KEPT) requests.shift();
}

/** The database reads the body from the stream; a second listener on it takes nothing away. */
function tellListeners(
  { listeners }: Services,
  { service, action, form, body }: Question,
  request: IncomingMessage,
): void {
  if (listeners.length === 0) return;
  const tell = (text: string | undefined) => {
    const whole = { service, action, parameters: form.all, ...(text && { body: text }) };
    for (const listener of listeners) listener(whole);
  };
  if (service !== 'dynamodb') {
    tell(body);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => tell(Buffer.concat(chunks).toString('utf8')));
}

/** Everything is done but for the caller hearing of it. */
function loseAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.end = () => {
    request.socket.destroy();
    return response;
  };
}

function answerForm(
  { ec2, topics, metrics, quotas, buckets }: Services,
  { service, action, form, body = '' }: Question,
  response: ServerResponse,
): void {
  try {
    if (service === 'ec2') buckets?.take(action, form);
    if (service === 'ec2') send(response, 200, answerEc2(ec2, action, form));
    else if (service === 'sns') send(response, 200, answerSns(topics, action, form));
    else if (service === 'cloudwatch') send(response, 200, answerCloudWatch(metrics, action, form));
    else send(response, 200, answerQuotas(quotas, action, body), 'application/x-amz-json-1.1');
  } catch (error) {
    const known =
      error instanceof AwsError ? error : new AwsError('InternalError', String(error), 500);
    sendError(response, service, known);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
