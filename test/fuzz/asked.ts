type Fields = Readonly<Record<string, unknown>>;

export interface Asked {
  /** Undefined for a plain invocation. */
  readonly method: string | undefined;
  readonly input: unknown;
  readonly userArn: string | undefined;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText = (value: unknown) => typeof value === 'string';
const isTextOrAbsent = (value: unknown) => value === undefined || isText(value);
const areTexts = (value: unknown) =>
  value === undefined ||
  (isObject(value) &&
    Object.entries(value).every(([key, each]) => key === '__proto__' || isText(each)));

/** Undefined for what did not come over HTTP. */
export function methodOf(event: unknown): string | undefined {
  const context = isObject(event) ? event['requestContext'] : undefined;
  const http = isObject(context) ? context['http'] : undefined;
  const method = isObject(http) ? http['method'] : undefined;
  return typeof method === 'string' ? method : undefined;
}

/** Undefined for a request that no function URL makes. */
export function askedBy(event: unknown): Asked | undefined {
  const method = methodOf(event);
  const context = isObject(event) ? event['requestContext'] : undefined;
  if (!isObject(event) || !isObject(context) || method === undefined)
    return { method: undefined, input: event, userArn: undefined };
  const { headers, queryStringParameters: query, body = '', isBase64Encoded: encoded } = event;
  const hasBody = isText(body) && (encoded === undefined || typeof encoded === 'boolean');
  if (!areTexts(headers) || !areTexts(query) || !hasBody) return undefined;
  const userArn = signerIn(context['authorizer']);
  if (userArn === false) return undefined;
  if (method === 'GET') return { method, input: withoutPrototype(query), userArn };
  const bytes = encoded ? Buffer.from(String(body), 'base64') : Buffer.from(String(body));
  return withJson({ method, userArn }, bytes.toString());
}

/** False for what is no identity. */
function signerIn(authorizer: unknown): string | undefined | false {
  if (authorizer === undefined) return undefined;
  const iam = isObject(authorizer) ? authorizer['iam'] : undefined;
  const arn = isObject(iam) ? iam['userArn'] : undefined;
  return isTextOrAbsent(arn) && /^arn:aws[\w-]*:(iam|sts)::\d{12}:/.test(String(arn))
    ? String(arn)
    : false;
}

function withJson(asked: Omit<Asked, 'input'>, body: string): Asked | undefined {
  try {
    return { ...asked, input: JSON.parse(body || '{}') };
  } catch {
    return undefined;
  }
}

/** A name that no query of a URL can have by accident, and that the function passes over. */
function withoutPrototype(query: unknown): unknown {
  const fields = isObject(query) ? Object.entries(query) : [];
  return Object.fromEntries(fields.filter(([key]) => key !== '__proto__'));
}
