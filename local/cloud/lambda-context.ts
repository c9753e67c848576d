import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** What Lambda tells a handler of one run; each has an id of its own. */
export function contextOf(functionName: string, memoryMb = 512): Context {
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => 50_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** The function of that folder, as the packager names it. */
export function deployedName(stage: string, folder: string): string {
  const camel = folder.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `asterfleet-${stage}-${camel}`;
}
