// For each softswitch node that a definition names: the queue that its follower reads, and what it may do.
import { fleets, logicalId, readService } from './service.js';

/** What is older than this is worth nothing: the follower reads the present routes by itself. */
const KEPT_SECONDS = 3600;
const LONG_POLL_SECONDS = 20;

export async function template({ resolveVariable }) {
  const service = await readService(resolveVariable);
  const made = fleets.map((definition) => softswitchesOf(definition, service));
  return {
    Resources: Object.assign({}, ...made.map(({ Resources }) => Resources)),
    Outputs: Object.assign({}, ...made.map(({ Outputs }) => Outputs)),
  };
}

export function softswitchesOf({ fleet, routing }, { name }) {
  const nodes = routing.nodes.map((node) => ({
    ...node,
    fleet,
    id: logicalId(fleet) + logicalId(node.name),
    fullName: `${name}-${fleet}-${node.name}`,
  }));
  return {
    Resources: Object.fromEntries(
      nodes.flatMap((node) => [
        [`${node.id}Queue`, queueOf(node)],
        [`${node.id}QueuePolicy`, queuePolicyOf(node)],
        [`${node.id}Subscription`, subscriptionOf(node)],
        [`${node.id}Policy`, policyOf(node)],
      ]),
    ),
    Outputs: Object.fromEntries(
      nodes.map(({ id, name: node }) => {
        const Description = `The queue of softswitch ${node} for the routes of ${fleet}`;
        return [`${id}QueueUrl`, { Description, Value: { Ref: `${id}Queue` } }];
      }),
    ),
  };
}

function queueOf({ fullName }) {
  return {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: fullName,
      MessageRetentionPeriod: KEPT_SECONDS,
      ReceiveMessageWaitTimeSeconds: LONG_POLL_SECONDS,
      SqsManagedSseEnabled: true,
    },
  };
}

function queuePolicyOf({ id }) {
  const statement = {
    Sid: 'Routes',
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] },
    Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'RoutingTopic' } } },
  };
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: `${id}Queue` }],
      PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
    },
  };
}

function subscriptionOf({ id, fleet }) {
  return {
    Type: 'AWS::SNS::Subscription',
    // Before its policy a queue takes nothing.
    DependsOn: `${id}QueuePolicy`,
    Properties: {
      TopicArn: { Ref: 'RoutingTopic' },
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] },
      RawMessageDelivery: true,
      FilterPolicy: { fleet: [fleet] },
    },
  };
}

/**
 * Attached to the node's own role or user, and all that it needs. A function URL asks for both
 * permissions; without its condition the second would let it invoke the function past the URL.
 */
function policyOf({ id, fullName, principal }) {
  const [type, principalName] = principal.split('/');
  const serveRouting = { 'Fn::GetAtt': ['ServeRoutingLambdaFunction', 'Arn'] };
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: `${fullName}-follower`,
      Description: 'Read the routes, and acknowledge them as one softswitch node',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OwnQueue',
            Effect: 'Allow',
            Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
            Resource: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] },
          },
          {
            Sid: 'Routes',
            Effect: 'Allow',
            Action: 'lambda:InvokeFunctionUrl',
            Resource: serveRouting,
            Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
          },
          {
            Sid: 'RoutesByUrl',
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            Resource: serveRouting,
            Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
          },
        ],
      },
      ...(type === 'role' ? { Roles: [principalName] } : { Users: [principalName] }),
    },
  };
}
