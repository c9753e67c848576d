import { AwsError, type Parameters, toXml, type Xml } from './query-protocol.ts';

/** Source: SNS quotas. */
const MESSAGE_BYTES_MAX = 262_144;

export interface Published {
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly structure: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly atMs: number;
}

export interface Person {
  readonly protocol: 'email' | 'sms';
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** Topics, what was published on them, and who listens. */
export class SnsTopics {
  readonly #now: () => number;
  readonly #region: string;
  readonly #accountId: string;
  readonly #topics = new Map<string, ((published: Published) => void)[]>();
  readonly published: Published[] = [];
  /** Those who are told by e-mail or SMS; nothing is sent to them here. */
  readonly told: Person[] = [];
  smsSpendUsd = 1;
  isInSmsSandbox = false;

  constructor(now: () => number, region: string, accountId: string) {
    this.#now = now;
    this.#region = region;
    this.#accountId = accountId;
  }

  create(name: string): string {
    const arn = `arn:aws:sns:${this.#region}:${this.#accountId}:${name}`;
    if (!this.#topics.has(arn)) this.#topics.set(arn, []);
    return arn;
  }

  subscribe(topicArn: string, listener: (published: Published) => void): void {
    this.#listeners(topicArn).push(listener);
  }

  /** What a queue that is subscribed to the topic would hold, as SQS gives it to its reader. */
  queued(topicArn: string): { readonly MessageId: string; readonly Body: string }[] {
    return this.published
      .filter((each) => each.topicArn === topicArn)
      .map((each) => ({ MessageId: `queued-${each.messageId}`, Body: envelopeOf(each) }));
  }

  people(): Xml[] {
    return this.told.map(({ protocol, endpoint, isConfirmed }, index) => ({
      Protocol: protocol,
      Endpoint: endpoint,
      SubscriptionArn: isConfirmed ? `arn:aws:sns:subscription-${index}` : 'PendingConfirmation',
    }));
  }

  publish(request: Parameters): string {
    const topicArn = request.text('TopicArn') ?? '';
    const listeners = this.#listeners(topicArn);
    const message = request.text('Message') ?? '';
    if (Buffer.byteLength(message) > MESSAGE_BYTES_MAX)
      throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
    const structure = request.text('MessageStructure');
    if (structure === 'json') checkStructure(message);
    const published: Published = {
      topicArn,
      messageId: `message-${this.published.length + 1}`,
      subject: subjectOf(request),
      message,
      structure,
      attributes: attributesOf(request),
      atMs: this.#now(),
    };
    this.published.push(published);
    for (const listener of listeners) listener(published);
    return published.messageId;
  }

  #listeners(topicArn: string) {
    const listeners = this.#topics.get(topicArn);
    if (listeners) return listeners;
    throw new AwsError('NotFound', 'Topic does not exist', 404);
  }
}

/** Source: SNS developer guide, "Fanout to Amazon SQS queues", the message format without raw delivery. */
function envelopeOf({
  topicArn,
  messageId,
  subject,
  message,
  structure,
  attributes,
  atMs,
}: Published) {
  const forQueues =
    structure === 'json'
      ? (parseJson(message)?.['sqs'] ?? parseJson(message)?.['default'])
      : message;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: forQueues,
    Timestamp: new Date(atMs).toISOString(),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
    ),
  });
}

/** The answer's XML. Throws AwsError. */
export function answerSns(topics: SnsTopics, action: string, request: Parameters): string {
  const result = act(topics, action, request);
  const metadata = { RequestId: 'local' };
  return toXml(`${action}Response`, { [`${action}Result`]: result, ResponseMetadata: metadata });
}

function act(topics: SnsTopics, action: string, request: Parameters): Xml {
  if (action === 'Publish') return { MessageId: topics.publish(request) };
  if (action === 'ListSubscriptionsByTopic') return { Subscriptions: { member: topics.people() } };
  if (action === 'GetSMSAttributes')
    return { attributes: { entry: [{ key: 'MonthlySpendLimit', value: topics.smsSpendUsd }] } };
  if (action === 'GetSMSSandboxAccountStatus') return { IsInSandbox: topics.isInSmsSandbox };
  if (action === 'CreateTopic') return { TopicArn: topics.create(request.text('Name') ?? '') };
  throw new AwsError('InvalidAction', `The action ${action} is not valid for this endpoint.`);
}

export function queryErrorXml({ code, message }: AwsError): string {
  const error = { Type: 'Sender', Code: code, Message: message };
  return toXml('ErrorResponse', { Error: error, RequestId: 'local' });
}

function attributesOf(request: Parameters): Record<string, string> {
  const entries = request
    .list('MessageAttributes')
    .map((each) => [each.text('Name') ?? '', each.text('Value.StringValue') ?? ''] as const);
  return Object.fromEntries(entries);
}

/** Source: SNS API reference, Publish: UTF-8, no line breaks or control characters, below 100 characters. */
function subjectOf(request: Parameters): string | undefined {
  const subject = request.text('Subject');
  if (subject !== undefined && !/^\P{Cc}{1,99}$/u.test(subject))
    throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
  return subject;
}

function checkStructure(message: string): void {
  const parts = parseJson(message);
  if (typeof parts?.['default'] === 'string') return;
  throw new AwsError(
    'InvalidParameter',
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  );
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
