// Two alarms for each function whose failures leave no dead letter; for all others those speak.
import { alarm, readService } from './service.js';
import { isUnheard } from './unheard.ts';

const DESCRIPTIONS = {
  Errors: (name) =>
    `${name} fails repeatedly, and nothing else would tell: its log says why. Calls go on, but ` +
    'what it was to do is not done.',
  Throttles: (name) =>
    `${name} is not allowed to run: the account has no concurrency left, or its own ` +
    'is reserved to 0, which is how a person stops it. Look at the concurrent executions of the ' +
    'account, and at who else uses them; then ask for a higher quota.',
};

/** What the packager would not say: which of the consequences weighs. */
const CONSEQUENCES = {
  serveRouting: 'While it does not run, no softswitch can acknowledge, and drains wait.',
  measureLoad: 'While it does not run, a surge is seen by the next tick instead of within seconds.',
};

export async function template({ resolveVariable }) {
  const service = await readService(resolveVariable);
  const alarms = service.functions
    .filter(isUnheard)
    .flatMap((one) => Object.keys(DESCRIPTIONS).map((metric) => alarmOf(one, metric, service)));
  return { Resources: Object.fromEntries(alarms) };
}

export function alarmIdsOf(declared) {
  if (!isUnheard(declared)) return [];
  return Object.keys(DESCRIPTIONS).map((metric) => `${declared.id}${metric}`);
}

/** Two of five minutes: once is the chance of a network, and the next run does the same again. */
function alarmOf({ name, id }, metric, service) {
  const consequence = CONSEQUENCES[name];
  return [
    `${id}${metric}`,
    alarm({
      AlarmName: `${service.name}-${inKebabCase(name)}-${metric.toLowerCase()}`,
      AlarmDescription: [DESCRIPTIONS[metric](name), consequence].filter(Boolean).join(' '),
      Namespace: 'AWS/Lambda',
      MetricName: metric,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: `${id}LambdaFunction` } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 2,
      Threshold: 1,
    }),
  ];
}

function inKebabCase(name) {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
