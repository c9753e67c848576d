import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CloudRequest } from '../../local/cloud/local-cloud.ts';
import { sessionArnOf, type UrlAnswer, urlEventOf } from '../../local/cloud/url-event.ts';
import { NIGHT_MS, NODES_TEXT } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';
import { type Authorization, authorizationsOf, tableArn } from './authorizations.ts';
import { isAllowed, type Names, namesOn } from './policies.ts';

/** Each function by its folder, and its role in the template. */
const ROLES = {
  'reconcile-fleet': 'ReconcileFleetRole',
  'handle-alarm': 'HandleAlarmRole',
  'handle-instance-event': 'HandleInstanceEventRole',
  'emergency-scale-out': 'EmergencyScaleOutRole',
  'operate-fleet': 'OperateFleetRole',
  'describe-fleet': 'DescribeFleetRole',
  'preflight-fleet': 'PreflightFleetRole',
  'serve-routing': 'ServeRoutingRole',
} as const;

type Name = keyof typeof ROLES;

let fleet: LiveFleet;
let names: Names;
/** What each function asked of AWS, each question once. */
const asked = new Map<Name, Map<string, Authorization>>();
let caller: Name | undefined;

beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS, fleetText: NODES_TEXT });
  names = namesOn(fleet.stage.cloud);
  fleet.stage.cloud.onRequest(record);
  await liveThrough();
}, 120_000);
afterAll(() => fleet.close());

/** The world's instances write their heartbeats while time passes; everything else is the function's. */
const heartbeats = new Map<string, Authorization>();

function record(request: CloudRequest): void {
  const key = heartbeatKey(request);
  if (key) heartbeats.set(key, heartbeatOf(key));
  if (!caller || key) return;
  const own = asked.get(caller) ?? new Map<string, Authorization>();
  for (const question of authorizationsOf(request, names))
    own.set(JSON.stringify(question), question);
  asked.set(caller, own);
}

function heartbeatKey({ service, action, body = '{}' }: CloudRequest): string | undefined {
  if (service !== 'dynamodb' || action !== 'PutItem') return undefined;
  const { TableName, Item } = JSON.parse(body) as {
    readonly TableName: string;
    readonly Item: { readonly instanceArn?: { readonly S: string } };
  };
  return TableName === fleet.stage.heartbeatTable ? Item.instanceArn?.S : undefined;
}

function heartbeatOf(key: string): Authorization {
  return {
    action: 'dynamodb:PutItem',
    resource: tableArn(fleet.stage.heartbeatTable),
    context: { 'dynamodb:LeadingKeys': [key], 'ec2:SourceInstanceARN': key },
  };
}

async function call(name: Name, event: unknown): Promise<void> {
  caller = name;
  await fleet.invoke(name, event).catch(() => undefined);
  caller = undefined;
}

/** As a softswitch node does after each change. */
async function follow(): Promise<void> {
  caller = 'serve-routing';
  const userArn = sessionArnOf('role/sbc-1');
  const query = { node: 'sbc-1' };
  const { headers } = await fleet.invoke<UrlAnswer>(
    'serve-routing',
    urlEventOf({ method: 'GET', query, userArn }),
  );
  const revision = Number(JSON.parse(headers['etag'] ?? '""'));
  const body = JSON.stringify({ fleet: 'in-ngn', revision, node: 'sbc-1' });
  const { statusCode } = await fleet.invoke<UrlAnswer>(
    'serve-routing',
    urlEventOf({ method: 'POST', body, userArn }),
  );
  expect(statusCode).toBe(200);
  caller = undefined;
}

/** Launches, drains, stops and an instance that has to be terminated; and every function in between. */
async function liveThrough(): Promise<void> {
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      caller = 'reconcile-fleet';
      await fleet.pass(1);
      caller = undefined;
    }
  };
  const why = { reason: 'a test', actor: 'noc' };
  await pass(4);
  await call('describe-fleet', { show: 'status' });
  await call('preflight-fleet', {});
  await call('emergency-scale-out', { instances: 3, minutes: 5, ...why });
  fleet.stage.readyHeartbeats.take();
  await pass(1);
  for (const event of fleet.stage.readyHeartbeats.take())
    await call('handle-instance-event', event);
  await pass(2);
  await follow();
  await call('operate-fleet', { action: 'drain', slot: 1, ...why });
  await call('operate-fleet', { action: 'freeze', minutes: 1, ...why });
  await call('operate-fleet', { action: 'rebuild', ...why });
  await call('handle-alarm', alarm());
  await call('handle-instance-event', stateChange());
  await pass(30);
  for (const show of ['history', 'load', 'plan', 'preflight'])
    await call('describe-fleet', { show });
  await strand();
  await pass(30);
}

function alarm(): object {
  const dimensions = { deployment: 'local', fleet: 'in-ngn' };
  const timestamp = new Date(fleet.now()).toISOString();
  const state = { value: 'ALARM', reason: 'a test', timestamp };
  const metrics = [{ metricStat: { metric: { dimensions } } }];
  const alarmData = { alarmName: 'utilisation', state, configuration: { metrics } };
  return { source: 'aws.cloudwatch', alarmData };
}

function stateChange(): object {
  const [id] = fleet.stage.cloud.ec2.instances.keys();
  return {
    'detail-type': 'EC2 Instance State-change Notification',
    detail: { 'instance-id': id, state: 'running' },
  };
}

/** An instance that never comes up: it is told to stop, cannot hear it, and is terminated. */
async function strand(): Promise<void> {
  fleet.strand();
  await fleet.invoke('emergency-scale-out', { instances: 2, minutes: 15, reason: 'a test' });
}

const actions = () => [...asked.values()].flatMap((own) => [...own.values()]);

test('the life comes to every call that changes something in EC2', () => {
  const seen = new Set(actions().map(({ action }) => action));
  for (const action of [
    'ec2:RunInstances',
    'ec2:CreateTags',
    'ec2:AssociateAddress',
    'ec2:TerminateInstances',
    'iam:PassRole',
    'sns:Publish',
    'dynamodb:UpdateItem',
    'dynamodb:PutItem',
  ])
    expect(seen).toContain(action);
  expect([...asked.keys()].toSorted()).toEqual(Object.keys(ROLES).toSorted());
});

test.each(Object.keys(ROLES) as Name[])('every call of %s is allowed by its role', async (name) => {
  const questions = [...(asked.get(name)?.values() ?? [])];
  expect(questions.length).toBeGreaterThan(0);
  const refused: string[] = [];
  for (const question of questions)
    if (!(await isAllowed(names, ROLES[name], question)))
      refused.push(`${question.action} on ${question.resource}`);
  expect(refused).toEqual([]);
});

test('every heartbeat that an instance wrote is allowed by the role of the instances', async () => {
  expect(heartbeats.size).toBeGreaterThan(1);
  for (const question of heartbeats.values())
    expect(await isAllowed(names, 'InstanceRole', question)).toBe(true);
});
