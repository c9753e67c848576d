import { globSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { isUnheard } from '../../resources/unheard.ts';
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

test('what waits for a person for three of five minutes is told, whatever it is', () => {
  for (const { fleet } of fleets)
    expect(alarms.get(`${name()}-${fleet}-attention`)).toMatchObject({
      Namespace: controller()['POWERTOOLS_METRICS_NAMESPACE'],
      MetricName: 'attention',
      Dimensions: [
        { Name: 'service', Value: name() },
        { Name: 'fleet', Value: fleet },
      ],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: TOPIC,
      OKActions: TOPIC,
    });
});

test.each(['Silent', 'Unhealthy', 'Overdue', 'Unacknowledged'])(
  'the alarm for people says of what is %s where to look',
  (cause) => {
    for (const { fleet } of fleets) {
      const { AlarmDescription } = alarms.get(`${name()}-${fleet}-attention`) ?? {};
      expect(AlarmDescription).toMatch(new RegExp(`${cause}[^:]*: .+; (look|see) `));
    }
  },
);

/** Asked for over its URL by people alone, who read the error in the answer. */
const FOR_PEOPLE = ['EmergencyScaleOut', 'OperateFleet', 'DescribeFleet'];

/** Reads a stream too, of which the next tick sees whatever is lost. */
const SEEN_BY_THE_TICK = ['HandleInstanceEvent'];

/** The functions that a property of the resources of a type points at. */
function pointedAt(type: string, property: string): string[] {
  return ofType(resources, type).map(({ Properties }) => {
    const [, id] = /"(\w+)LambdaFunction"/.exec(JSON.stringify(Properties[property])) ?? [];
    return String(id);
  });
}

function functionIds(): string[] {
  return Object.keys(resources)
    .filter((id) => resources[id]?.Type === 'AWS::Lambda::Function')
    .map((id) => id.replace(/LambdaFunction$/, ''));
}

/** Every failed run of these is a dead letter: they leave one, and no machine waits for an answer. */
function heardByDeadLetters(): string[] {
  const leaving = ofType(resources, 'AWS::Lambda::EventInvokeConfig').flatMap(({ Properties }) => {
    const { OnFailure } = Properties['DestinationConfig'] as Properties;
    const isTheQueue = isDeepStrictEqual(OnFailure, {
      Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
    });
    return isTheQueue ? [String((Properties['FunctionName'] as { readonly Ref: string }).Ref)] : [];
  });
  const answering = [
    ...pointedAt('AWS::Lambda::EventSourceMapping', 'FunctionName').filter(
      (id) => !SEEN_BY_THE_TICK.includes(id),
    ),
    ...pointedAt('AWS::Lambda::Url', 'TargetFunctionArn').filter((id) => !FOR_PEOPLE.includes(id)),
  ];
  return leaving
    .map((id) => id.replace(/LambdaFunction$/, ''))
    .filter((id) => !answering.includes(id));
}

function heardByAlarms(metric: string): string[] {
  return [...alarms.values()]
    .filter(({ Namespace, MetricName }) => Namespace === 'AWS/Lambda' && MetricName === metric)
    .map((alarm) => {
      expect(alarm).toMatchObject({ Statistic: 'Sum', Threshold: 1, AlarmActions: TOPIC });
      const [dimension] = alarm['Dimensions'] as [{ Name: string; Value: { Ref: string } }];
      expect(dimension.Name).toBe('FunctionName');
      return dimension.Value.Ref.replace(/LambdaFunction$/, '');
    });
}

test('no function of the template fails or is throttled unheard, and none is heard twice', () => {
  expect(functionIds()).toContain('ReconcileFleet');
  expect(heardByDeadLetters()).toContain('ReconcileFleet');
  for (const metric of ['Errors', 'Throttles'])
    expect([...heardByDeadLetters(), ...heardByAlarms(metric)].sort()).toEqual(
      functionIds().sort(),
    );
});

const onFailure = { type: 'sqs', arn: 'the queue' };
test.each([
  ['that leaves no dead letter has', true, {}],
  ['that leaves dead letters needs none, and has', false, { destinations: { onFailure } }],
  [
    'that an event wakes has',
    false,
    { destinations: { onFailure }, events: [{ eventBridge: {} }] },
  ],
  [
    'that reads a stream has',
    true,
    { destinations: { onFailure }, events: [{ eventBridge: {} }, { stream: {} }] },
  ],
  ['that machines may call over its URL has', true, { destinations: { onFailure }, url: true }],
])('a new function %s alarms of its own: %s', (_, expected, declared) => {
  expect(isUnheard({ name: 'new', ...declared })).toBe(expected);
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
