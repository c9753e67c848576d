// The alarms of each fleet: one that asks for capacity within seconds, and those for people.
import { surgeShare } from '../shared/domain/standing/surge.ts';
import { alarm, dimensions, fleets, logicalId, readService } from './service.js';

const ALARMS = {
  dead: deadOf,
  utilisation: utilisationOf,
  silent: silentOf,
  overdue: overdueOf,
  unacknowledged: unacknowledgedOf,
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
      'but nothing is launched, retired or healed. Look at the errors and throttles of ' +
      `reconcileFleet, then at the schedule ${name}-${fleet}-tick. If it is this fleet alone, look ` +
      'at its definition.',
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
      'The controller answers it by itself with a surge and launches what is missing. Look on the dashboard whether instances are coming; if none ' +
      'are, ask for them with emergencyScaleOut.',
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

/** Three of five minutes: a heartbeat that was only late is none of a person's business. */
function silentOf({ fleet }, service) {
  return {
    AlarmDescription:
      `An instance of ${fleet} sends no heartbeat, so nobody knows how many calls it has. It ` +
      'stays in service while EC2 calls it well, and nothing shrinks meanwhile. Look at the ' +
      'instance and at the log of its agent. If it is lost, retire its slot by force with ' +
      'operateFleet: that ends the calls it may still have. If most are silent, it is the ' +
      'telemetry that is broken: look at HeartbeatTable and the network first.',
    ...countedBy(service, fleet, 'silent'),
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 1,
  };
}

function overdueOf({ fleet }, service) {
  return {
    AlarmDescription:
      `An instance of ${fleet} drains for longer than its definition allows. It keeps its ` +
      'address and its calls, and waits for a person. Find its slot with describeFleet and see ' +
      'on the instance whether its calls are alive; if they are not, retire the slot by force ' +
      'with operateFleet.',
    ...countedBy(service, fleet, 'overdue'),
    Period: 300,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    Threshold: 1,
  };
}

function unacknowledgedOf({ fleet }, service) {
  return {
    AlarmDescription:
      `A softswitch has not acknowledged the routes of ${fleet} for two minutes: it may send ` +
      'calls to instances that are leaving, and none to new ones. They are published again, and ' +
      'every drain waits. Look at what feeds the routing topic to the softswitch, and compare ' +
      'its routes with those that describeFleet shows.',
    ...countedBy(service, fleet, 'unacknowledgedSeconds'),
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    Threshold: 120,
  };
}

function countedBy({ telemetry }, fleet, MetricName) {
  return {
    Namespace: telemetry.namespace,
    MetricName,
    Dimensions: dimensions({ service: telemetry.service, fleet }),
    Statistic: 'Maximum',
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
