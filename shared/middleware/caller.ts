import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { OperatingError } from '../domain/operating-error.ts';
import type { Caller } from '../domain/routing/node.ts';
import { type Bounds, withinBounds } from './bounds.ts';

/** What came in, and who sent it where Lambda vouches for that. */
export interface Call {
  /** A plain invocation counts as the first that a function takes. */
  readonly method: string | undefined;
  /** Of an HTTP POST the body, of a GET the query; otherwise the event. */
  readonly input: unknown;
  /** An ARN or a Cognito identity. */
  readonly identity: string | undefined;
  /** Of a signed request. */
  readonly caller: Caller | undefined;
  /** The entity tags that the caller has already. */
  readonly ifNoneMatch: readonly string[];
}

/** Source: IAM user guide, "IAM identifiers": users, and the sessions of roles. */
const userArn = z
  .string()
  .max(1_000)
  .regex(/^arn:aws[a-z-]*:(iam|sts)::\d{12}:[\w+=,.@/-]+$/);

/** Source: Lambda developer guide, "Invoking Lambda function URLs", the request payload. */
const urlEvent = z.object({
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z.object({ iam: z.object({ userArn }) }).optional(),
  }),
  headers: z.record(z.string(), z.string()).optional(),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

const request = z.object({
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

/** Whether the event came over HTTP, and the answer goes back that way. */
export function isRequest(event: unknown): boolean {
  return request.safeParse(event).success;
}

/** Throws `input-invalid` for what is too large, and for a request that is not as Lambda makes them. */
export function callOf(event: unknown, context: Context, most?: Bounds): Call {
  withinBounds(event, most);
  if (isRequest(event)) return callOfRequest(event, context);
  const identity = context.identity?.cognitoIdentityId;
  return { method: undefined, input: event, identity, caller: undefined, ifNoneMatch: [] };
}

function callOfRequest(event: unknown, context: Context): Call {
  const told = urlEvent.safeParse(event);
  if (!told.success)
    throw new OperatingError('input-invalid', 'the request: expected that of a function URL');
  const { requestContext, headers = {}, queryStringParameters = {} } = told.data;
  const { method } = requestContext.http;
  const arn = requestContext.authorizer?.iam.userArn;
  const accountId = context.invokedFunctionArn.split(':')[4] ?? '';
  return {
    method,
    input: method === 'GET' ? queryStringParameters : parsed(told.data),
    identity: arn,
    caller: arn === undefined ? undefined : { arn, accountId },
    ifNoneMatch: (headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim()),
  };
}

function parsed({ body = '', isBase64Encoded = false }: z.output<typeof urlEvent>): unknown {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return withinBounds(fromJson(text === '' ? '{}' : text));
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OperatingError('input-invalid', 'the body: expected JSON');
  }
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function httpAnswer(statusCode: number, answer: unknown): HttpAnswer {
  const headers = { 'content-type': 'application/json' };
  return { statusCode, headers, body: JSON.stringify(answer) };
}
