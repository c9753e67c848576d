// The alarms of each fleet: one that asks for capacity within seconds, and those for people.
import { surgeShare } from '../shared/domain/standing/surge.ts';
import { alarm, dimensions, fleets, logicalId, readService } from './service.js';

const ALARMS = {
  dead: deadOf,
  utilisation: utilisationOf,
  attention: attentionOf,
};

export async function template({ resolveVariable }) {
  const service = await readService(resolveVariable);
  const alarms = fleets.flatMap((definition) => alarmsOf(definition, service));
  return { Resources: { ...Object.fromEntries(alarms), AlarmsToFunction: mayInvoke(service) } };
}

export function alarmIdsOf({ fleet }) {
  return Object.keys(ALARMS).map((name) => logicalId(fleet) + logicalId(name));
}

/** From this share of the limit the load counts as a surge, in whole percent. */
export function surgePercent(definition) {
  return Math.floor(100 * surgeShare(definition));
}

function alarmsOf(definition, service) {
  const ids = alarmIdsOf(definition);
  return Object.entries(ALARMS).map(([name, propertiesOf], index) => [
    ids[index],
    alarm({
      AlarmName: `${service.name}-${definition.fleet}-${name}`,
      ...propertiesOf(definition, service),
    }),
  ]);
}

/** Straight to the topic: the one notice that cannot come from the controller. */
function deadOf({ fleet }, { name, telemetry }) {
  return {
    AlarmDescription:
      `No tick of ${fleet} has finished for five minutes. Calls go on and serving instances stay, ` +
      'but nothing is launched, retired or healed. Look at the log of reconcileFleet and at what ' +
      `lies in the queue ${name}-dead-letters, then at the schedule ${name}-${fleet}-tick. If it is ` +
      'this fleet alone, look at its definition.',
    Namespace: telemetry.namespace,
    MetricName: 'Ticks',
    Dimensions: dimensions({ service: telemetry.service, fleet }),
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  };
}

/**
 * Taken from the heartbeats as they are written, and told to the function without a topic between:
 * what counts here is the time until the launch.
 */
function utilisationOf(definition, { telemetry }) {
  const { fleet } = definition;
  const answer = [{ 'Fn::GetAtt': ['HandleAlarmLambdaFunction', 'Arn'] }];
  return {
    AlarmDescription:
      `The instances of ${fleet} use ${surgePercent(definition)} % of their channels or more. ` +
      'The controller answers it by itself with a surge and launches what is missing. Look with ' +
      'describeFleet whether instances are coming; if none are, ask for them with emergencyScaleOut.',
    Namespace: telemetry.namespace,
    MetricName: 'ChannelUtilisation',
    Dimensions: dimensions({ service: telemetry.service, fleet }),
    Statistic: 'Average',
    Period: 10,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: surgePercent(definition),
    AlarmActions: answer,
    OKActions: answer,
  };
}

/**
 * The second way for what the controller tells by itself, and one for all of it: which it is, the
 * status says. Three of five minutes: what was only late is none of a person's business.
 */
function attentionOf({ fleet }, { telemetry }) {
  return {
    AlarmDescription:
      `Something of ${fleet} waits for a person, and was told when it began. describeFleet says ` +
      'which slots or softswitches. Calls go on, and nothing of it shrinks. ' +
      'Silent: an instance sends no heartbeat; look at its agent and its network; if it is lost, ' +
      'retire its slot by force with operateFleet, which ends the calls it may still have. ' +
      'Unhealthy and in service: it says that it cannot take calls, and no other can take its ' +
      'place; look at what it lacks, mostly the application logic. ' +
      'Overdue: it drains for longer than its definition allows; see whether its calls are alive, ' +
      'and if not, retire it by force. ' +
      'Unacknowledged: a softswitch has not applied the routes for two minutes, and every drain ' +
      'waits; look at asterfleet follow on it, and compare its routes with the status.',
    Namespace: telemetry.namespace,
    MetricName: 'attention',
    Dimensions: dimensions({ service: telemetry.service, fleet }),
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 1,
  };
}

/** One permission by pattern: a function's policy holds too little for one of each fleet. */
function mayInvoke({ name }) {
  const alarms = `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm`;
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['HandleAlarmLambdaFunction', 'Arn'] },
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { 'Fn::Sub': `${alarms}:${name}-*-utilisation` },
    },
  };
}
