import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TAG } from '../../shared/domain/tags.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';
import {
  ACCOUNT,
  type Authorization,
  authorizationsOf,
  ec2Arn,
  REGION,
  tableArn,
} from './authorizations.ts';
import { isAllowed, type Names, namesOn } from './policies.ts';

const FUNCTION_ROLES = [
  'ReconcileFleetRole',
  'HandleAlarmRole',
  'HandleInstanceEventRole',
  'EmergencyScaleOutRole',
  'OperateFleetRole',
  'DescribeFleetRole',
  'PreflightFleetRole',
  'ServeRoutingRole',
  'MeasureLoadRole',
];
/** Of those that run the loop, one stands for all where the legitimate twin is tried. */
const LOOP = 'ReconcileFleetRole';

let fleet: LiveFleet;
let names: Names;
beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
  names = namesOn(fleet.stage.cloud);
}, 60_000);
afterAll(() => fleet.close());

const OURS = { [`aws:ResourceTag/${TAG.deployment}`]: 'local' };
const THEIRS = { 'aws:ResourceTag/Name': 'billing' };
const OTHER_STAGE = { [`aws:ResourceTag/${TAG.deployment}`]: 'prod' };

function on(
  action: string,
  resource: string,
  context: Authorization['context'] = {},
): Authorization {
  return { action, resource, context };
}

const instance = ec2Arn('instance/i-0123456789abcdef0');
const address = ec2Arn('elastic-ip/eipalloc-0123456789abcdef0');
const terminate = (context: Authorization['context']) =>
  on('ec2:TerminateInstances', instance, context);
const tag = (key: string, context: Authorization['context']) =>
  on('ec2:CreateTags', instance, {
    ...context,
    [`aws:RequestTag/${key}`]: 'a value',
    'aws:TagKeys': [key],
  });
const bind = (resource: string, context: Authorization['context']) =>
  on('ec2:AssociateAddress', resource, context);

/** The questions of a launch as the controller makes it, with some of it changed. */
function launch(change: (question: Authorization) => Authorization = (same) => same) {
  const [subnet = ''] = fleet.stage.cloud.ec2.subnets.keys();
  const tags = { [TAG.deployment]: 'local', [TAG.fleet]: 'in-ngn' };
  const parameters = Object.fromEntries(
    Object.entries(tags).flatMap(([key, value], index) => [
      [`TagSpecification.1.Tag.${index + 1}.Key`, key],
      [`TagSpecification.1.Tag.${index + 1}.Value`, value],
    ]),
  );
  const asked = { ...parameters, SubnetId: subnet, InstanceType: 'c7g.large' };
  const request = { service: 'ec2', action: 'RunInstances', parameters: asked } as const;
  return authorizationsOf(request, names).map(change);
}

function withKey(key: string, value: string | undefined) {
  return ({ action, resource, context }: Authorization): Authorization => {
    const { [key]: had, ...others } = context;
    if (had === undefined) return { action, resource, context };
    return {
      action,
      resource,
      context: value === undefined ? others : { ...others, [key]: value },
    };
  };
}

/** A launch needs every one of its questions allowed. */
async function mayLaunch(role: string, questions: readonly Authorization[]): Promise<boolean> {
  const verdicts = await Promise.all(questions.map((question) => isAllowed(names, role, question)));
  return verdicts.every(Boolean);
}

test.each([
  ['terminate an instance of others', () => terminate(THEIRS), () => terminate(OURS)],
  ['terminate an instance of another stage', () => terminate(OTHER_STAGE), () => terminate(OURS)],
  [
    'tag an instance of others into the fleet',
    () => tag(TAG.deployment, THEIRS),
    () => tag(TAG.directive, OURS),
  ],
  [
    'direct an instance of others',
    () => tag(TAG.directive, THEIRS),
    () => tag(TAG.directive, OURS),
  ],
  [
    'move an instance of ours to another slot by its tags',
    () => tag(TAG.members, OURS),
    () => tag(TAG.directive, OURS),
  ],
  ['bind an address of others', () => bind(address, THEIRS), () => bind(address, OURS)],
  [
    'bind an address to an instance of others',
    () => bind(instance, THEIRS),
    () => bind(instance, OURS),
  ],
  [
    'take the address from an instance of others',
    () => on('ec2:DisassociateAddress', address, THEIRS),
    () => on('ec2:DisassociateAddress', address, OURS),
  ],
  [
    'pass a role of others to an instance',
    () =>
      on('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/Administrator`, {
        'iam:PassedToService': 'ec2.amazonaws.com',
      }),
    () => on('iam:PassRole', names.instanceRoleArn, { 'iam:PassedToService': 'ec2.amazonaws.com' }),
  ],
  [
    'pass the role of the instances to another service',
    () =>
      on('iam:PassRole', names.instanceRoleArn, { 'iam:PassedToService': 'lambda.amazonaws.com' }),
    () => on('iam:PassRole', names.instanceRoleArn, { 'iam:PassedToService': 'ec2.amazonaws.com' }),
  ],
  [
    'publish to a topic of others',
    () => on('sns:Publish', `arn:aws:sns:${REGION}:${ACCOUNT}:payments`),
    () => on('sns:Publish', fleet.stage.routingTopicArn),
  ],
  [
    'write a table of others',
    () => on('dynamodb:PutItem', tableArn('customers')),
    () => on('dynamodb:PutItem', tableArn(fleet.stage.fleetTable)),
  ],
  [
    'write a heartbeat',
    () => on('dynamodb:PutItem', tableArn(fleet.stage.heartbeatTable)),
    () => on('dynamodb:BatchGetItem', tableArn(fleet.stage.heartbeatTable)),
  ],
])('no function may %s', async (_, abuse, legitimate) => {
  for (const role of FUNCTION_ROLES)
    expect([role, await isAllowed(names, role, abuse())]).toEqual([role, false]);
  expect(await isAllowed(names, LOOP, legitimate())).toBe(true);
});

test('a launch as the controller makes it is allowed', async () => {
  expect(await mayLaunch(LOOP, launch())).toBe(true);
});

test.each([
  ['without the template', withKey('ec2:LaunchTemplate', undefined)],
  ['from another template', withKey('ec2:LaunchTemplate', ec2Arn('launch-template/lt-other'))],
  ['of another type', withKey('ec2:InstanceType', 'p5.48xlarge')],
  ['with the old metadata service', withKey('ec2:MetadataHttpTokens', 'optional')],
  ['without our tag', withKey(`aws:RequestTag/${TAG.deployment}`, undefined)],
  ['with the tag of another stage', withKey(`aws:RequestTag/${TAG.deployment}`, 'prod')],
  [
    'into a subnet of others',
    (question: Authorization) =>
      question.resource.includes(':subnet/')
        ? { ...question, resource: ec2Arn('subnet/subnet-0fffffffffffffff0') }
        : question,
  ],
  [
    'with a security group of others',
    (question: Authorization) =>
      question.resource.includes(':security-group/')
        ? { ...question, resource: ec2Arn('security-group/sg-0fffffffffffffff0') }
        : question,
  ],
])('no function may launch %s', async (_, change) => {
  for (const role of FUNCTION_ROLES)
    expect([role, await mayLaunch(role, launch(change))]).toEqual([role, false]);
});

test.each([
  ['ec2:AllocateAddress', ec2Arn('elastic-ip/*')],
  ['ec2:ReleaseAddress', address],
  ['ec2:DeleteFleets', ec2Arn('fleet/fleet-12345678-1234-1234-1234-123456789012')],
  ['ec2:ModifyInstanceAttribute', instance],
  ['ec2:CreateLaunchTemplateVersion', ec2Arn('launch-template/lt-0123456789abcdef0')],
  ['dynamodb:DeleteTable', tableArn('asterfleet-local-fleet')],
  ['dynamodb:Scan', tableArn('asterfleet-local-fleet')],
  ['iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/InstanceRole`],
  ['lambda:UpdateFunctionCode', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:any`],
])('no function may %s at all', async (action, resource) => {
  for (const role of FUNCTION_ROLES)
    expect([role, await isAllowed(names, role, on(action, resource, OURS))]).toEqual([role, false]);
});

test('the stream of the heartbeats is read by the two functions that it calls, and by no other', async () => {
  for (const role of FUNCTION_ROLES)
    for (const call of ['DescribeStream', 'GetRecords', 'GetShardIterator'])
      expect([role, await isAllowed(names, role, on(`dynamodb:${call}`, names.streamArn))]).toEqual(
        [role, ['MeasureLoadRole', 'HandleInstanceEventRole'].includes(role)],
      );
});

test('who only looks may launch, steer and write nothing', async () => {
  for (const question of [
    ...launch(),
    terminate(OURS),
    tag(TAG.directive, OURS),
    bind(address, OURS),
    on('dynamodb:PutItem', tableArn(fleet.stage.fleetTable)),
    on('sns:Publish', fleet.stage.operationsTopicArn),
  ])
    expect(await isAllowed(names, 'DescribeFleetRole', question)).toBe(false);
});

const own = ec2Arn('instance/i-00000000000000001');
const other = ec2Arn('instance/i-00000000000000002');
const beat = (key: string): Authorization =>
  on('dynamodb:PutItem', tableArn(fleet.stage.heartbeatTable), {
    'ec2:SourceInstanceARN': own,
    'dynamodb:LeadingKeys': [key],
  });
const metric = (namespace: string): Authorization =>
  on('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': namespace });

const parameter = (path: string): Authorization =>
  on('ssm:GetParameters', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${path}`);

test('an instance may write its own heartbeat, and read its own files', async () => {
  expect(await isAllowed(names, 'InstanceRole', beat(own))).toBe(true);
  const files = parameter('/asterfleet/asterfleet-dev/instance/0123456789ab/0');
  expect(await isAllowed(names, 'InstanceRole', files)).toBe(true);
});

test.each([
  ['write the heartbeat of another', () => beat(other)],
  ['publish metrics', () => metric('Asterfleet')],
  ['read secrets of others', () => parameter('/billing/password')],
  ['read the files of another stage', () => parameter('/asterfleet/asterfleet-prod/instance/0/0')],
  ['read heartbeats', () => on('dynamodb:GetItem', tableArn(fleet.stage.heartbeatTable))],
  ['write the fleet’s state', () => on('dynamodb:PutItem', tableArn(fleet.stage.fleetTable))],
  ['terminate an instance', () => terminate(OURS)],
  ['change a directive', () => tag(TAG.directive, OURS)],
  ['publish routes', () => on('sns:Publish', fleet.stage.routingTopicArn)],
])('an instance may not %s', async (_, abuse) => {
  expect(await isAllowed(names, 'InstanceRole', abuse())).toBe(false);
});
