import { globSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { surgeShare } from '../../shared/domain/standing/surge.ts';
import { ofType, type Resource, readResources } from './template.ts';

type Properties = Readonly<Record<string, unknown>>;

const fleets = globSync('fleets/*.yml').map((file) =>
  parseDefinition(readFileSync(file, 'utf8'), file),
);
const TOPIC = [{ Ref: 'OperationsTopic' }];
const FUNCTION = [{ 'Fn::GetAtt': ['HandleAlarmLambdaFunction', 'Arn'] }];

let resources: Readonly<Record<string, Resource>>;
let alarms: ReadonlyMap<string, Properties>;
beforeAll(() => {
  resources = readResources();
  const all = ofType(resources, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  alarms = new Map(all.map((properties) => [String(properties['AlarmName']), properties]));
}, 120_000);

function controller(): Properties {
  const { Environment } = resources['ReconcileFleetLambdaFunction']?.Properties ?? {};
  return (Environment as { readonly Variables: Properties }).Variables;
}

function name(): string {
  return String(controller()['POWERTOOLS_SERVICE_NAME']);
}

function counted(fleet: string) {
  return {
    Namespace: controller()['POWERTOOLS_METRICS_NAMESPACE'],
    Statistic: 'Maximum',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    Dimensions: [
      { Name: 'service', Value: name() },
      { Name: 'fleet', Value: fleet },
    ],
    AlarmActions: TOPIC,
    OKActions: TOPIC,
  };
}

test('a load that counts as a surge reaches the function within thirty seconds, and so does their end', () => {
  for (const definition of fleets)
    expect(alarms.get(`${name()}-${definition.fleet}-utilisation`)).toMatchObject({
      Namespace: controller()['POWERTOOLS_METRICS_NAMESPACE'],
      MetricName: 'ChannelUtilisation',
      Dimensions: [
        { Name: 'service', Value: name() },
        { Name: 'fleet', Value: definition.fleet },
      ],
      Statistic: 'Average',
      Period: 10,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: Math.floor(100 * surgeShare(definition)),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: FUNCTION,
      OKActions: FUNCTION,
    });
});

test('85 percent of the limit are a surge in the shipped fleet', () => {
  expect(alarms.get(`${name()}-in-ngn-utilisation`)).toMatchObject({ Threshold: 85 });
});

test('CloudWatch may invoke the function for the utilisation alarms of this stage, and no other', () => {
  const permissions = ofType(resources, 'AWS::Lambda::Permission').filter(
    ({ Properties }) => Properties['Principal'] === 'lambda.alarms.cloudwatch.amazonaws.com',
  );
  const alarm = `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm`;
  expect(permissions.map(({ Properties }) => Properties)).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: FUNCTION[0],
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { 'Fn::Sub': `${alarm}:${name()}-*-utilisation` },
    },
  ]);
});

test('an instance that is silent for three of five minutes is told', () => {
  for (const { fleet } of fleets)
    expect(alarms.get(`${name()}-${fleet}-silent`)).toMatchObject({
      ...counted(fleet),
      MetricName: 'silent',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 1,
    });
});

test('an overdue drain is told within five minutes', () => {
  for (const { fleet } of fleets)
    expect(alarms.get(`${name()}-${fleet}-overdue`)).toMatchObject({
      ...counted(fleet),
      MetricName: 'overdue',
      Period: 300,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: 1,
    });
});

test('routes that a softswitch has not acknowledged for two minutes are told', () => {
  for (const { fleet } of fleets)
    expect(alarms.get(`${name()}-${fleet}-unacknowledged`)).toMatchObject({
      ...counted(fleet),
      MetricName: 'unacknowledgedSeconds',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      Threshold: 120,
    });
});

test('no function of the template fails or is throttled unheard', () => {
  const functions = Object.keys(resources).filter(
    (id) => resources[id]?.Type === 'AWS::Lambda::Function',
  );
  expect(functions).toContain('ReconcileFleetLambdaFunction');
  const expected = functions.flatMap((id) => [`Errors of ${id}`, `Throttles of ${id}`]);
  const heard = [...alarms.values()]
    .filter(({ Namespace }) => Namespace === 'AWS/Lambda')
    .map((alarm) => {
      expect(alarm).toMatchObject({ Statistic: 'Sum', Threshold: 1, AlarmActions: TOPIC });
      const [dimension] = alarm['Dimensions'] as [{ Name: string; Value: { Ref: string } }];
      expect(dimension.Name).toBe('FunctionName');
      return `${alarm['MetricName']} of ${dimension.Value.Ref}`;
    });
  expect(heard.sort()).toEqual(expected.sort());
});

test('the first message that is given up is told', () => {
  expect(alarms.get(`${name()}-dead-letters`)).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['DeadLetters', 'QueueName'] } }],
    Statistic: 'Maximum',
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: TOPIC,
    OKActions: TOPIC,
  });
});

test('each alarm has a name of its own, says what it means and what to do, and tells its end', () => {
  expect(alarms.size).toBe(ofType(resources, 'AWS::CloudWatch::Alarm').length);
  for (const alarm of alarms.values()) {
    const description = String(alarm['AlarmDescription']);
    // CloudWatch keeps no more than 1024 characters.
    expect(description.length).toBeLessThanOrEqual(1024);
    // At least two sentences: the meaning and the remedy.
    expect(description.match(/[.:] /g)?.length ?? 0).toBeGreaterThanOrEqual(1);
    expect(alarm['OKActions']).toEqual(alarm['AlarmActions']);
  }
});

test('an alarm faster than a minute looks only at what is published as often', () => {
  const fast = [...alarms.values()].filter(({ Period }) => Number(Period) < 60);
  expect(new Set(fast.map(({ MetricName }) => MetricName))).toEqual(
    new Set(['ChannelUtilisation']),
  );
});
