import { isObject } from './asked.ts';
import { NOW_MS } from './payloads.ts';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const LIFE = ['pending', 'running', 'shutting-down', 'stopped', 'stopping', 'terminated'];
const AHEAD_MS = 15 * 60_000;

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (held, key) =>
      typeof held === 'object' && held !== null && Object.hasOwn(held, key)
        ? Reflect.get(held, key)
        : undefined,
    value,
  );
}

/** Any of the three forms in which AWS tells of an alarm of this fleet. */
export function acceptsAlarm(event: unknown): boolean {
  return isDirect(event) || isOfEventBridge(event) || isOfSns(event);
}

function isDirect(event: unknown): boolean {
  return at(event, 'source') === 'aws.cloudwatch' && isAlarmData(at(event, 'alarmData'));
}

function isOfEventBridge(event: unknown): boolean {
  const isIt = at(event, 'detail-type') === 'CloudWatch Alarm State Change';
  return isIt && isAlarmData(at(event, 'detail'));
}

function isAlarmData(data: unknown): boolean {
  const state = at(data, 'state');
  const metrics = at(data, 'configuration', 'metrics');
  const isState = STATES.includes(textIn(at(state, 'value'))) && isTime(at(state, 'timestamp'));
  return isState && isName(at(data, 'alarmName')) && (metrics === undefined || isMetrics(metrics));
}

/** One that names another fleet is not for us; none at all means the only one. */
function isMetrics(metrics: unknown): boolean {
  if (!Array.isArray(metrics)) return false;
  const named = metrics.map((each) => at(each, 'metricStat', 'metric', 'dimensions', 'fleet'));
  return named.every((fleet) => fleet === undefined || fleet === '' || fleet === 'in-ngn');
}

function isOfSns(event: unknown): boolean {
  const records = at(event, 'Records');
  if (!Array.isArray(records)) return false;
  return records.length === 1 && isMessage(at(records[0], 'Sns', 'Message'));
}

function isMessage(text: unknown): boolean {
  const message = typeof text === 'string' ? json(text) : undefined;
  const dimensions = at(message, 'Trigger', 'Dimensions');
  const isState = STATES.includes(textIn(at(message, 'NewStateValue')));
  const isWhole = isState && isTime(at(message, 'StateChangeTime'));
  if (!isWhole || !isName(at(message, 'AlarmName'))) return false;
  if (!Array.isArray(dimensions)) return dimensions === undefined;
  const fleet = dimensions.find((each) => at(each, 'name') === 'fleet');
  return fleet === undefined || at(fleet, 'value') === 'in-ngn';
}

function isName(value: unknown): boolean {
  const name = textIn(value).trim();
  return name !== '' && [...name].length <= 255 && !/\p{Cc}|\p{Cs}/u.test(name);
}

/** Of the past, or of a clock that goes a little fast. */
function isTime(value: unknown): boolean {
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return atMs <= NOW_MS + AHEAD_MS;
}

/** Any of the four kinds of event about an instance; those of others are accepted and ignored. */
export function acceptsInstanceEvent(event: unknown): boolean {
  return isOfEc2OrHealth(event) || isOfStream(event);
}

/** Whatever is written under a key that is no instance's, or in the images. */
function isOfStream(event: unknown): boolean {
  const records = at(event, 'Records');
  const isRecord = (each: unknown) =>
    at(each, 'eventSource') === 'aws:dynamodb' &&
    typeof at(each, 'dynamodb', 'Keys', 'instanceArn', 'S') === 'string';
  return Array.isArray(records) && Array.from(records).every(isRecord);
}

function isOfEc2OrHealth(event: unknown): boolean {
  const detail = at(event, 'detail');
  const hasId = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(textIn(at(detail, 'instance-id')));
  switch (at(event, 'detail-type')) {
    case 'EC2 Instance State-change Notification':
      return hasId && LIFE.includes(textIn(at(detail, 'state')));
    case 'EC2 Spot Instance Interruption Warning':
      return hasId;
    case 'AWS Health Event':
      return isHealth(detail);
    default:
      return false;
  }
}

function isHealth(detail: unknown): boolean {
  const entities = at(detail, 'affectedEntities');
  const isListed =
    entities === undefined || (Array.isArray(entities) && entities.every((each) => isObject(each)));
  const says = ['service', 'eventTypeCode', 'eventTypeCategory'].map((key) => at(detail, key));
  const code = textIn(at(detail, 'eventTypeCode')).trim();
  const isCode = code !== '' && [...code].length <= 100 && !/\p{Cc}|\p{Cs}/u.test(code);
  return isListed && isCode && says.every((each) => typeof each === 'string');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
