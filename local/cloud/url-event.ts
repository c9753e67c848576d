/** A request as it reached a function URL, and who Lambda says has signed it. */
export interface UrlRequest {
  readonly method: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly userArn: string;
}

export interface UrlAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Source: Lambda developer guide, "Invoking Lambda function URLs", payload format 2.0. */
export function urlEventOf({ method, query = {}, headers = {}, body, userArn }: UrlRequest) {
  const accountId = userArn.split(':')[4] ?? '';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId: 'local',
      authentication: null,
      authorizer: { iam: { accountId, userArn, userId: 'LOCAL', cognitoIdentity: null } },
      domainName: 'local.lambda-url.us-east-1.on.aws',
      http: { method, path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'local' },
      requestId: 'local',
      routeKey: '$default',
      stage: '$default',
      timeEpoch: 0,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}

/** The session of a role, as its credentials name it. */
export function sessionArnOf(principal: string, accountId = '123456789012'): string {
  const [type, name] = principal.split('/');
  return type === 'role'
    ? `arn:aws:sts::${accountId}:assumed-role/${name}/i-0123456789abcdef0`
    : `arn:aws:iam::${accountId}:user/${name}`;
}
