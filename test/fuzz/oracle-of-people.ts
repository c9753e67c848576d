import { FORMAT_NAMES } from '../../shared/softswitch/formats.ts';
import { type Asked, isObject } from './asked.ts';
import { OVERRIDE } from './frozen-world.ts';
import { type FunctionName, NOW_MS, REVISION } from './payloads.ts';

type Rule = (value: unknown) => boolean;
type Rules = Readonly<Record<string, Rule>>;

const whole =
  (least: number, most: number): Rule =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const text =
  (most: number): Rule =>
  (value) =>
    typeof value === 'string' && value.trim() !== '' && [...value.trim()].length <= most;
const one =
  (...of: readonly unknown[]): Rule =>
  (value) =>
    of.includes(value);
const optional =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined || rule(value);
const yesOrNo = one(true, false);
const fleet = optional(one('in-ngn'));
/** Unprintable characters would get into notices, and some of them SNS refuses. */
const line =
  (most: number): Rule =>
  (value) =>
    text(most)(value) && !/\p{Cc}|\p{Cs}/u.test(String(value));

const WHY = { reason: line(200), fleet, actor: optional(line(100)) };
const slot = whole(1, 5);

const ORDERS: Readonly<Record<string, Rules>> = {
  cancel: { override: optional(one(OVERRIDE)) },
  drain: { slot, atOnce: optional(yesOrNo) },
  resume: { slot },
  retire: { slot, endCalls: one(true) },
  freeze: { minutes: optional(whole(1, 10_080)), launchesToo: optional(yesOrNo) },
  unfreeze: {},
  replace: {},
  'stop-replacing': {},
  rebuild: {},
};

const PAST = { from: optional(isTime), to: optional(isTime), slot: optional(Number.isInteger) };
const QUESTIONS: Readonly<Record<string, Rules>> = {
  status: {},
  plan: { hours: optional(whole(1, 168)) },
  history: PAST,
  load: PAST,
  preflight: {},
};

const EMERGENCY: Rules = {
  ...WHY,
  instances: whole(1, 5),
  minutes: whole(1, 1_440),
  requestId: optional((value) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)),
};

const ROUTES: Rules = {
  fleet,
  format: optional(one(...FORMAT_NAMES)),
  set: optional((value) => whole(1, 1_000_000)(asNumber(value))),
  node: optional((value) => typeof value === 'string' && value !== '' && [...value].length <= 100),
};

const addresses: Rule = (value) =>
  Array.isArray(value) && value.length <= 200 && value.every((each) => typeof each === 'string');
const APPLIED: Rules = {
  fleet: one('in-ngn'),
  revision: whole(1, REVISION),
  node: one('sbc-1', 'sbc-2'),
  drift: optional((value) => obeys(value, { missing: addresses, extra: addresses })),
};

/** What people, their tools and softswitches send. */
export function accepts(name: FunctionName, { method, input, userArn }: Asked): boolean {
  switch (name) {
    case 'emergency-scale-out':
      return obeys(input, EMERGENCY);
    case 'operate-fleet':
      return obeysChosen(input, 'action', ORDERS, WHY);
    case 'describe-fleet':
      return obeysChosen(input, 'show', QUESTIONS, { fleet }) && isKept(input);
    case 'preflight-fleet':
      return [
        { due: one(undefined), fleet },
        { due: one(true), fleet: one(undefined) },
      ].some((rules) => obeys(input, rules));
    default:
      if (method === undefined || method === 'GET') return obeys(input, ROUTES);
      return method === 'POST' && obeys(input, APPLIED) && mayAcknowledge(input, userArn);
  }
}

function mayAcknowledge(input: unknown, arn = ''): boolean {
  const node = isObject(input) ? input['node'] : undefined;
  const isOfUs = arn.startsWith('arn:aws:sts::123456789012:assumed-role/sbc-1/');
  return node === 'sbc-1' && isOfUs;
}

/** Every field by its rule, and no other field. */
function obeys(input: unknown, rules: Rules): boolean {
  if (!isObject(input)) return false;
  const isKnown = Object.keys(input).every((key) => Object.hasOwn(rules, key));
  return isKnown && Object.entries(rules).every(([key, rule]) => rule(input[key]));
}

function obeysChosen(
  input: unknown,
  by: string,
  choices: Readonly<Record<string, Rules>>,
  always: Rules,
): boolean {
  const choice = isObject(input) ? input[by] : undefined;
  const rules = typeof choice === 'string' && Object.hasOwn(choices, choice) && choices[choice];
  return rules !== false && obeys(input, { ...always, ...rules, [by]: one(choice) });
}

function isTime(value: unknown): boolean {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
  return typeof value === 'string' && form.test(value) && !Number.isNaN(Date.parse(value));
}

/** Changes and loads are kept for 400 days; nobody may ask for the time since Christ. */
function isKept(input: unknown): boolean {
  const { from, to } = isObject(input) ? input : {};
  const toMs = typeof to === 'string' ? Date.parse(to) : NOW_MS + 1;
  return typeof from !== 'string' || toMs - Date.parse(from) <= 400 * 86_400_000;
}

function asNumber(value: unknown): number {
  try {
    return Number(value);
  } catch {
    return Number.NaN;
  }
}
