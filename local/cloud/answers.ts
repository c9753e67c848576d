import type { ServerResponse } from 'node:http';
import { ec2ErrorXml } from './ec2/api.ts';
import type { Fault } from './faults.ts';
import { AwsError, type Parameters } from './query-protocol.ts';
import { queryErrorXml } from './sns.ts';

export type Service =
  | 'dynamodb'
  | 'ec2'
  | 'sns'
  | 'sqs'
  | 'cloudwatch'
  | 'servicequotas'
  | 'lambda';

export const JSON_1_0 = 'application/x-amz-json-1.0';

/** The error codes by which each service says that it is asked too much, and that it has failed. */
const SAYS = {
  dynamodb: {
    throttled: 'ProvisionedThroughputExceededException',
    throttledStatus: 400,
    failed: 'InternalServerError',
  },
  ec2: { throttled: 'RequestLimitExceeded', throttledStatus: 503, failed: 'InternalError' },
  sns: { throttled: 'Throttled', throttledStatus: 429, failed: 'InternalError' },
  sqs: { throttled: 'ThrottlingException', throttledStatus: 400, failed: 'InternalError' },
  cloudwatch: { throttled: 'Throttling', throttledStatus: 400, failed: 'InternalServiceFault' },
  servicequotas: {
    throttled: 'TooManyRequestsException',
    throttledStatus: 400,
    failed: 'ServiceException',
  },
  lambda: {
    throttled: 'TooManyRequestsException',
    throttledStatus: 429,
    failed: 'ServiceException',
  },
} as const;

/** The service that a form is meant for, by the version of its API. */
export function serviceOf(form: Parameters): Service {
  const version = form.text('Version');
  if (version === '2016-11-15') return 'ec2';
  return version === '2010-03-31' ? 'sns' : 'cloudwatch';
}

export function answerFault(fault: Fault, service: Service, response: ServerResponse): void {
  sendError(response, service, faultError(fault, service));
}

export function sendError(response: ServerResponse, service: Service, error: AwsError): void {
  if (service === 'dynamodb') {
    const type = `com.amazonaws.dynamodb.v20120810#${error.code}`;
    const body = JSON.stringify({ __type: type, message: error.message });
    send(response, error.status, body, JSON_1_0);
  } else if (service === 'sqs') {
    const body = JSON.stringify({
      __type: `com.amazonaws.sqs#${error.code}`,
      message: error.message,
    });
    send(response, error.status, body, JSON_1_0);
  } else if (service === 'lambda') {
    const body = JSON.stringify({ Type: 'User', Message: error.message });
    response.setHeader('x-amzn-errortype', error.code);
    send(response, error.status, body, 'application/json');
  } else if (service === 'servicequotas') {
    const body = JSON.stringify({ __type: error.code, message: error.message });
    send(response, error.status, body, 'application/x-amz-json-1.1');
  } else
    send(response, error.status, service === 'ec2' ? ec2ErrorXml(error) : queryErrorXml(error));
}

export function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/xml',
): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

function faultError(fault: Fault, service: Service): AwsError {
  if (fault.kind === 'refuse') return new AwsError(fault.code, 'refused on purpose');
  const { throttled, throttledStatus, failed } = SAYS[service];
  if (fault.kind === 'throttle')
    return new AwsError(throttled, 'Request limit exceeded.', throttledStatus);
  return new AwsError(failed, 'failed on purpose', 500);
}
