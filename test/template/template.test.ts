import { globSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { openStage } from '../../local/replay/stage.ts';
import { readSettings } from '../../shared/config/environment.ts';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { TAG } from '../../shared/domain/tags.ts';
import { faultsOf } from './faults.ts';
import {
  actionsOf,
  ofType,
  type Resource,
  readResources,
  type Statement,
  statementsOf,
} from './template.ts';

const fleets = globSync('fleets/*.yml').map((file) =>
  parseDefinition(readFileSync(file, 'utf8'), file),
);

let resources: Readonly<Record<string, Resource>>;
beforeAll(() => {
  resources = readResources();
}, 120_000);

function propertiesOf(id: string): Readonly<Record<string, unknown>> {
  return resources[id]?.Properties ?? {};
}

function environment(): Readonly<Record<string, unknown>> {
  const { Variables } = propertiesOf('ReconcileFleetLambdaFunction')['Environment'] as {
    readonly Variables: Readonly<Record<string, unknown>>;
  };
  return Variables;
}

function launchTemplates(): Map<string, Readonly<Record<string, unknown>>> {
  return new Map(
    ofType(resources, 'AWS::EC2::LaunchTemplate').map(({ Properties }) => [
      Properties['LaunchTemplateName'] as string,
      Properties['LaunchTemplateData'] as Readonly<Record<string, unknown>>,
    ]),
  );
}

function tagsOf({ Properties }: Resource): Record<string, string> {
  const tags = Properties['Tags'] as readonly { Key: string; Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

test('the template says only what CloudFormation knows, and all that it requires', () => {
  expect(Object.entries(resources).flatMap(([id, resource]) => faultsOf(id, resource))).toEqual([]);
});

test('the function is given every name that its configuration reads', () => {
  const filled = Object.keys(environment()).map((name) => [name, 'arn:aws:filled-in']);
  expect(() => readSettings(Object.fromEntries(filled))).not.toThrow();
  expect(() => readSettings({})).toThrow(/FLEET_TABLE/);
});

test('each slot of each fleet has an address that carries its tags', () => {
  const expected = fleets.flatMap(({ fleet, slots }) =>
    Array.from({ length: slots }, (_, index) => ({
      [TAG.deployment]: environment()['DEPLOYMENT'],
      [TAG.fleet]: fleet,
      [TAG.slot]: String(index + 1),
    })),
  );
  expect(ofType(resources, 'AWS::EC2::EIP').map(tagsOf)).toEqual(expected);
});

test('an address outlives the stack', () => {
  for (const { DeletionPolicy, UpdateReplacePolicy } of ofType(resources, 'AWS::EC2::EIP'))
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
});

test('each fleet has a launch template under the name that the controller will ask for', () => {
  const prefix = environment()['LAUNCH_TEMPLATE_PREFIX'];
  const names = fleets.map(({ fleet }) => `${prefix}${fleet}`);
  expect([...launchTemplates().keys()]).toEqual(names);
});

test('an instance ends when it powers off, and reads its tags from a metadata service that asks for a token', () => {
  for (const data of launchTemplates().values())
    expect(data).toMatchObject({
      InstanceInitiatedShutdownBehavior: 'terminate',
      MetadataOptions: {
        HttpTokens: 'required',
        HttpPutResponseHopLimit: 1,
        InstanceMetadataTags: 'enabled',
      },
    });
});

test('a launch template leaves the network interface to the launch, which chooses the subnet', () => {
  for (const data of launchTemplates().values())
    expect(Object.keys(data)).not.toContain('NetworkInterfaces');
});

test('the security group opens the SIP port of each fleet', () => {
  const rules = propertiesOf('AsteriskSecurityGroup')['SecurityGroupIngress'] as readonly {
    IpProtocol: string;
    FromPort: number;
  }[];
  const open = rules.map(({ IpProtocol, FromPort }) => `${FromPort}/${IpProtocol}`);
  for (const { routing } of fleets)
    expect(open).toContain(`${routing.port}/${routing.transport === 'udp' ? 'udp' : 'tcp'}`);
});

test('a tick that failed is not run again', () => {
  expect(propertiesOf('ReconcileFleetLambdaEvConf')).toMatchObject({
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  });
  expect(propertiesOf('InDashngnTick')).toMatchObject({
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } },
  });
});

test('each fleet has a tick of its own', () => {
  const inputs = ofType(resources, 'AWS::Scheduler::Schedule').map(({ Properties }) => {
    const { Target } = Properties as { readonly Target: { readonly Input: string } };
    return JSON.parse(Target.Input);
  });
  for (const { fleet } of fleets) expect(inputs).toContainEqual({ fleet });
});

test('a run may go on in rounds for four minutes, and begins none that it could not end', () => {
  expect(propertiesOf('ReconcileFleetLambdaFunction')['Timeout']).toBe(300);
});

test('five minutes without a tick of a fleet are told without the controller', () => {
  expect(propertiesOf('InDashngnDead')).toMatchObject({
    Namespace: environment()['POWERTOOLS_METRICS_NAMESPACE'],
    MetricName: 'Ticks',
    Dimensions: [
      { Name: 'service', Value: environment()['POWERTOOLS_SERVICE_NAME'] },
      { Name: 'fleet', Value: 'in-ngn' },
    ],
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    AlarmActions: [{ Ref: 'OperationsTopic' }],
  });
});

test('the fleet’s state survives a deleted stack, a deleted table and a bad write', () => {
  const { DeletionPolicy, UpdateReplacePolicy } = resources['FleetTable'] ?? {};
  expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  expect(propertiesOf('FleetTable')).toMatchObject({
    DeletionProtectionEnabled: true,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

test('tables are encrypted, paid by use, and forget what has expired', () => {
  for (const { Properties } of ofType(resources, 'AWS::DynamoDB::Table'))
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
});

/** Actions that AWS cannot narrow to a resource; the last two read a setting of the account. */
const UNTAGGABLE = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'sns:GetSMSAttributes',
  'sns:GetSMSSandboxAccountStatus',
];

function roles(): Statement[] {
  return ofType(resources, 'AWS::IAM::Role').flatMap(statementsOf);
}

test('no role may change something everywhere', () => {
  const open = roles().filter(({ Resource, Condition }) => Resource === '*' && !Condition);
  const changing = open
    .flatMap(actionsOf)
    .filter((action) => !/^ec2:Describe\w+$/.test(action) && !UNTAGGABLE.includes(action));
  expect(changing).toEqual([]);
});

test('no role is allowed whole families of actions', () => {
  const families = roles()
    .flatMap(actionsOf)
    .filter((action) => action.endsWith('*') && action !== 'kms:GenerateDataKey*');
  expect(families).toEqual([]);
});

test('the controller touches only instances and addresses of its own deployment', () => {
  const touching = ['ec2:TerminateInstances', 'ec2:AssociateAddress', 'ec2:DisassociateAddress'];
  const statements = roles().filter((one) => actionsOf(one).some((it) => touching.includes(it)));
  expect(statements.length).toBeGreaterThan(0);
  for (const { Condition } of statements)
    expect(Condition).toEqual({
      StringEquals: { [`aws:ResourceTag/${TAG.deployment}`]: environment()['DEPLOYMENT'] },
    });
});

test('after the launch the controller can set no tag but the directive', () => {
  const tagging = roles().filter((one) => actionsOf(one).includes('ec2:CreateTags'));
  const later = tagging.filter(
    ({ Condition }) => !Condition?.['StringEquals']?.['ec2:CreateAction'],
  );
  expect(later.length).toBeGreaterThan(0);
  for (const { Condition } of later)
    expect(Condition).toEqual({
      StringEquals: { [`aws:ResourceTag/${TAG.deployment}`]: environment()['DEPLOYMENT'] },
      'ForAllValues:StringEquals': { 'aws:TagKeys': [TAG.directive] },
    });
});

test('the controller can launch only the types that a definition names', () => {
  const types = fleets.flatMap(({ instance }) => instance.types.map(({ type }) => type));
  const launch = roles().find(({ Sid }) => Sid === 'RunOwnInstances');
  expect(launch?.Condition?.['StringEquals']?.['ec2:InstanceType']).toEqual([...new Set(types)]);
});

/** Source: DynamoDB developer guide, "Change data capture for DynamoDB Streams". */
const READERS_MAX = 2;

test('the stream of the heartbeats has no more readers than it allows, and shows them both images', () => {
  const sources = ofType(resources, 'AWS::Lambda::EventSourceMapping');
  const streams = sources.map(({ Properties }) => Properties['EventSourceArn']);
  expect(streams).toEqual(
    Array.from({ length: READERS_MAX }, () => ({ 'Fn::GetAtt': ['HeartbeatTable', 'StreamArn'] })),
  );
  expect(propertiesOf('HeartbeatTable')['StreamSpecification']).toEqual({
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  });
});

test('a heartbeat calls a function that runs the loop only when its instance has become ready', () => {
  const source = propertiesOf('HandleInstanceEventEventSourceMappingDynamodbHeartbeatTable');
  const { Filters } = source['FilterCriteria'] as { readonly Filters: { Pattern: string }[] };
  expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
    {
      dynamodb: {
        NewImage: { ready: { BOOL: [true] } },
        OldImage: { ready: { BOOL: [false, { exists: false }] } },
      },
    },
  ]);
  // A minute later the tick has seen it.
  expect(source).toMatchObject({
    MaximumBatchingWindowInSeconds: 1,
    MaximumRecordAgeInSeconds: 60,
    MaximumRetryAttempts: 1,
  });
});

test('each function has a role of its own', () => {
  const functions = ofType(resources, 'AWS::Lambda::Function');
  const own = functions.map(({ Properties }) => JSON.stringify(Properties['Role']));
  expect(functions.length).toBeGreaterThan(1);
  expect(new Set(own).size).toBe(functions.length);
});

test('who only looks can change nothing in EC2 or in the tables', () => {
  const actions = statementsOf(resources['DescribeFleetRole'] as Resource).flatMap(actionsOf);
  expect(actions.filter((action) => /^(ec2|dynamodb):/.test(action))).toEqual([
    'dynamodb:Query',
    'dynamodb:BatchGetItem',
  ]);
});

test('each function says how often and how late it may run again, and where what failed goes', () => {
  const functions = ofType(resources, 'AWS::Lambda::Function');
  const settings = ofType(resources, 'AWS::Lambda::EventInvokeConfig');
  expect(settings).toHaveLength(functions.length);
  for (const { Properties } of settings)
    expect(Properties).toMatchObject({
      MaximumRetryAttempts: expect.any(Number),
      MaximumEventAgeInSeconds: expect.any(Number),
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
});

test('who may not sign for AWS reaches no function over HTTP', () => {
  const urls = ofType(resources, 'AWS::Lambda::Url');
  expect(urls).toHaveLength(4);
  for (const { Properties } of urls) expect(Properties['AuthType']).toBe('AWS_IAM');
});

test('no role may give an address back or take a new one', () => {
  const actions = roles().flatMap(actionsOf);
  expect(actions).not.toContain('ec2:ReleaseAddress');
  expect(actions).not.toContain('ec2:AllocateAddress');
});

test('an instance can write no heartbeat but its own', () => {
  const heartbeat = roles().find(({ Sid }) => Sid === 'OwnHeartbeat');
  const own = heartbeat?.Condition?.['ForAllValues:StringEquals']?.['dynamodb:LeadingKeys'];
  // The exclamation mark tells CloudFormation to leave the variable to IAM.
  expect(own).toEqual([{ 'Fn::Sub': `$\{!ec2:SourceInstanceARN}` }]);
});

/** What each function answers on a fleet that has just begun. */
const ANSWERS = {
  'reconcile-fleet': [{}, { fleets: [{ outcome: 'done' }] }],
  'describe-fleet': [{ show: 'status' }, { fleet: 'in-ngn', problems: [] }],
  'preflight-fleet': [{ due: true }, { fleets: [{ because: 'none for a day' }] }],
  'emergency-scale-out': [
    { instances: 2, minutes: 10, reason: 'a test' },
    { override: { instances: 2 }, problems: [] },
  ],
  'operate-fleet': [
    { action: 'drain', slot: 5, reason: 'a test' },
    { did: [expect.stringContaining('slot 5')], problems: [] },
  ],
  'handle-alarm': [{ Records: [] }, { refused: 'input-invalid' }],
  'handle-instance-event': [
    {
      'detail-type': 'EC2 Instance State-change Notification',
      detail: { 'instance-id': 'i-0123456789abcdef0', state: 'running' },
    },
    { ours: [] },
  ],
  'serve-routing': [{ format: 'kamailio' }, { refused: 'not-there' }],
  'measure-load': [{ Records: [] }, { heartbeats: 0, readings: 0 }],
} as const;

test('every packaged bundle runs, and together they launch what is wanted', async () => {
  const stage = await openStage({
    now: () => Date.now(),
    fleet: 'in-ngn',
    fleetText: readFileSync('fleets/in-ngn.yml', 'utf8'),
    slots: 5,
    moduleOf: (name) => new URL(`../../dist/${name}/index.mjs`, import.meta.url),
  });
  for (const [name, [event, answer]] of Object.entries(ANSWERS))
    await expect(stage.invoke(name, event)).resolves.toMatchObject(answer);
  expect(Object.keys(ANSWERS).toSorted()).toEqual(readdirSync('functions').toSorted());
  expect(stage.cloud.ec2.instances.size).toBeGreaterThan(0);
  await stage.close();
}, 60_000);
