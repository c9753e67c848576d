// Two alarms for each function that serverless.yml declares, so that a new one cannot go without.
import { alarm, readService } from './service.js';

const DESCRIPTIONS = {
  Errors: (name) =>
    `${name} fails repeatedly: once is healed by the next tick or by the retry, this is not. ` +
    'Its log says why; the latest errors are on the dashboard. Calls go on, but what it was to ' +
    'do is not done, and what was given up lies in the dead-letter queue.',
  Throttles: (name) =>
    `${name} is not allowed to run: the account has no concurrency left, or its own ` +
    'is reserved to 0, which is how a person stops it. Look at the concurrent executions of the ' +
    'account, and at who else uses them; then ask for a higher quota.',
};

/** What the packager would not say: which of the consequences weighs. */
const CONSEQUENCES = {
  reconcileFleet: 'While no tick runs, nothing is launched, retired or healed.',
  handleAlarm: 'While it does not run, a surge is met only by the next ticks.',
  handleInstanceEvent: 'While it does not run, a lost instance is seen only by the next tick.',
  serveRouting: 'While it does not run, no softswitch can acknowledge, and drains wait.',
  emergencyScaleOut: 'Whoever asked for instances did not get them: ask again.',
};

export async function template({ resolveVariable }) {
  const service = await readService(resolveVariable);
  const alarms = service.functions.flatMap((one) =>
    Object.keys(DESCRIPTIONS).map((metric) => alarmOf(one, metric, service)),
  );
  return { Resources: Object.fromEntries(alarms) };
}

export function alarmIdsOf({ id }) {
  return Object.keys(DESCRIPTIONS).map((metric) => `${id}${metric}`);
}

/** Two of five minutes: that is the tick and the next one, or an event and its first retry. */
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
