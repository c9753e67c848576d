// A key of the stack's own for its topics, where it is asked for: it is paid for by the month.

const OWN = { 'Fn::GetAtt': ['TopicKey', 'Arn'] };
const NONE = { Ref: 'AWS::NoValue' };

export async function template({ resolveVariable }) {
  if (!(await isOwn(resolveVariable))) return {};
  const name = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  return { Resources: { TopicKey: keyOf(`${name} ${stage}`) } };
}

/** Only functions publish the routes, and the key that AWS manages lets them. */
export async function ofRoutes({ resolveVariable }) {
  return (await isOwn(resolveVariable)) ? OWN : 'alias/aws/sns';
}

/** CloudWatch cannot use the key that AWS manages for SNS: its alarms would vanish without a word. */
export async function ofOperations({ resolveVariable }) {
  return (await isOwn(resolveVariable)) ? OWN : NONE;
}

/** What who publishes needs beside the topic. */
export async function statement({ resolveVariable }) {
  if (!(await isOwn(resolveVariable))) return NONE;
  return {
    Sid: 'Encrypt',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: OWN,
  };
}

async function isOwn(resolveVariable) {
  const wanted = await resolveVariable('param:topicKey');
  if (wanted !== 'yes' && wanted !== 'no')
    throw new Error(`reading param topicKey: expected yes or no, found ${wanted}`);
  return wanted === 'yes';
}

function keyOf(name) {
  return {
    Type: 'AWS::KMS::Key',
    Properties: {
      Description: `Encrypts the topics of ${name}`,
      EnableKeyRotation: true,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Account',
            Effect: 'Allow',
            Principal: {
              AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` },
            },
            Action: 'kms:*',
            Resource: '*',
          },
          // Without a condition on the account: EventBridge sends none, and the topic's own policy
          // is the fence.
          {
            Sid: 'AlarmsAndEvents',
            Effect: 'Allow',
            Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
          },
        ],
      },
    },
  };
}
