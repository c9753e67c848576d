import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { softswitchesOf } from '../../resources/softswitches.js';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { NIGHT_MS, NODES_TEXT } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';
import { faultsOf } from '../template/faults.ts';
import type { Resource } from '../template/template.ts';
import { ACCOUNT, type Authorization, REGION, tableArn } from './authorizations.ts';
import { isAllowed, type Names, namesOn } from './policies.ts';

const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:asterfleet-local-serve-routing`;
const queueArn = (node: string) =>
  `arn:aws:sqs:${REGION}:${ACCOUNT}:asterfleet-local-in-ngn-${node}`;

const made: Record<string, Resource> = softswitchesOf(parseDefinition(NODES_TEXT, 'in-ngn.yml'), {
  name: 'asterfleet-local',
}).Resources;

let fleet: LiveFleet;
let names: Names;
beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  const around = namesOn(fleet.stage.cloud);
  names = {
    ...around,
    resources: { ...around.resources, ...made },
    refs: {
      ...around.refs,
      'ServeRoutingLambdaFunction.Arn': FUNCTION,
      'InDashngnSbcDash1Queue.Arn': queueArn('sbc-1'),
      'InDashngnSbcDash2Queue.Arn': queueArn('sbc-2'),
    },
  };
}, 120_000);
afterAll(() => fleet.close());

test('what is made for each node is as CloudFormation knows it', () => {
  expect(Object.keys(made)).toHaveLength(2 * 4);
  expect(Object.entries(made).flatMap(([id, resource]) => faultsOf(id, resource))).toEqual([]);
});

test('the policy of a node is given to the role or the user that its definition names', () => {
  expect(made['InDashngnSbcDash1Policy']?.Properties).toMatchObject({ Roles: ['sbc-1'] });
  expect(made['InDashngnSbcDash2Policy']?.Properties).toMatchObject({ Users: ['sbc-2'] });
});

test('a queue takes the routes of its own fleet, and from their topic alone', () => {
  expect(made['InDashngnSbcDash1Subscription']?.Properties).toMatchObject({
    TopicArn: { Ref: 'RoutingTopic' },
    RawMessageDelivery: true,
    FilterPolicy: { fleet: ['in-ngn'] },
  });
  expect(made['InDashngnSbcDash1QueuePolicy']?.Properties).toMatchObject({
    PolicyDocument: {
      Statement: [
        {
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'RoutingTopic' } } },
        },
      ],
    },
  });
});

const on = (
  action: string,
  resource: string,
  context: Authorization['context'] = {},
): Authorization => ({ action, resource, context });

const BY_URL = { 'lambda:FunctionUrlAuthType': 'AWS_IAM', 'lambda:InvokedViaFunctionUrl': 'true' };

test.each([
  ['read its queue', on('sqs:ReceiveMessage', queueArn('sbc-1'))],
  ['take a message off its queue', on('sqs:DeleteMessage', queueArn('sbc-1'))],
  ['ask the URL', on('lambda:InvokeFunctionUrl', FUNCTION, BY_URL)],
  ['reach the function by its URL', on('lambda:InvokeFunction', FUNCTION, BY_URL)],
])('a node may %s', async (_, question) => {
  expect(await isAllowed(names, 'InDashngnSbcDash1Policy', question)).toBe(true);
});

test.each([
  ['read the queue of another', on('sqs:ReceiveMessage', queueArn('sbc-2'))],
  ['write to a queue', on('sqs:SendMessage', queueArn('sbc-1'))],
  ['empty its queue', on('sqs:PurgeQueue', queueArn('sbc-1'))],
  [
    'invoke the function past its URL, where nobody says who it is',
    on('lambda:InvokeFunction', FUNCTION, { 'lambda:InvokedViaFunctionUrl': 'false' }),
  ],
  [
    'reach another function',
    on('lambda:InvokeFunctionUrl', FUNCTION.replace('serve-routing', 'operate-fleet'), BY_URL),
  ],
  ['read the fleet’s state', on('dynamodb:GetItem', tableArn('asterfleet-local-fleet'))],
  [
    'publish routes',
    on('sns:Publish', `arn:aws:sns:${REGION}:${ACCOUNT}:asterfleet-local-routing`),
  ],
])('a node may not %s', async (_, question) => {
  expect(await isAllowed(names, 'InDashngnSbcDash1Policy', question)).toBe(false);
});
