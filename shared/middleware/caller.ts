import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { OperatingError } from '../domain/operating-error.ts';

/** What came in, and who sent it where Lambda vouches for that. */
export interface Call {
  readonly input: unknown;
  /** An ARN or a Cognito identity. */
  readonly identity: string | undefined;
}

/** Source: Lambda developer guide, "Invoking Lambda function URLs", the request payload. */
const urlEvent = z.object({
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z.object({ iam: z.object({ userArn: z.string() }) }).optional(),
  }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** Whether the event came over HTTP, and the answer goes back that way. */
export function isRequest(event: unknown): boolean {
  return urlEvent.safeParse(event).success;
}

/** An invocation carries the input itself; a request to a function URL carries it in its body. */
export function callOf(event: unknown, { identity }: Context): Call {
  const request = urlEvent.safeParse(event);
  if (!request.success) return { input: event, identity: identity?.cognitoIdentityId };
  const { requestContext, body = '', isBase64Encoded = false } = request.data;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return { input: parsed(text), identity: requestContext.authorizer?.iam.userArn };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new OperatingError('input-invalid', 'the body: expected JSON');
  }
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function httpAnswer(statusCode: number, answer: unknown): HttpAnswer {
  const headers = { 'content-type': 'application/json' };
  return { statusCode, headers, body: JSON.stringify(answer) };
}
