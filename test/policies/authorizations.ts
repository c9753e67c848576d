import type { CloudRequest, LocalCloud } from '../../local/cloud/local-cloud.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';

/** One question that IAM answers before a call is carried out. */
export interface Authorization {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | string[]>>;
}

/** What EC2 and the launch template add to a request; by the names of the local cloud. */
export interface Surroundings {
  readonly cloud: LocalCloud;
  readonly templateArn: string;
  readonly securityGroupArn: string;
  readonly instanceRoleArn: string;
  /** Where the stack has a key of its own. */
  readonly topicKeyArn: string | undefined;
}

type Questions = (request: CloudRequest, around: Surroundings) => Authorization[];

/**
 * What AWS asks of the caller's policies for each call. A call that is not listed throws, so that a
 * new one cannot go unseen. Source: Service Authorization Reference, Amazon EC2, DynamoDB, SNS.
 */
export function authorizationsOf(request: CloudRequest, around: Surroundings): Authorization[] {
  const { service, action } = request;
  const questions = QUESTIONS[`${service}:${action}`];
  if (questions) return questions(request, around);
  if (service === 'ec2' && action.startsWith('Describe')) return [plain(`ec2:${action}`, '*')];
  throw new Error(`${service}:${action}: not known to the check of the policies`);
}

const QUESTIONS: Readonly<Record<string, Questions>> = {
  'ec2:RunInstances': ofRunInstances,
  'ec2:CreateTags': ofCreateTags,
  'ec2:TerminateInstances': (request, { cloud }) =>
    listed(request, 'InstanceId').map((id) => ofInstance('ec2:TerminateInstances', id, cloud)),
  'ec2:AssociateAddress': ofAssociate,
  'ec2:DisassociateAddress': ofDisassociate,
  'sns:Publish': ({ parameters }, { topicKeyArn }) => [
    plain('sns:Publish', parameters['TopicArn'] ?? ''),
    ...(topicKeyArn
      ? [plain('kms:GenerateDataKey', topicKeyArn), plain('kms:Decrypt', topicKeyArn)]
      : []),
  ],
  'sns:ListSubscriptionsByTopic': ({ parameters }) => [
    plain('sns:ListSubscriptionsByTopic', parameters['TopicArn'] ?? ''),
  ],
  'sns:GetSMSAttributes': () => [plain('sns:GetSMSAttributes', '*')],
  'sns:GetSMSSandboxAccountStatus': () => [plain('sns:GetSMSSandboxAccountStatus', '*')],
  'servicequotas:GetServiceQuota': ({ body = '{}' }) => {
    const { ServiceCode, QuotaCode } = JSON.parse(body) as Record<string, string>;
    return [plain('servicequotas:GetServiceQuota', quotaArn(`${ServiceCode}/${QuotaCode}`))];
  },
  'dynamodb:GetItem': ofTable,
  'dynamodb:PutItem': ofTable,
  'dynamodb:UpdateItem': ofTable,
  'dynamodb:Query': ofTable,
  'dynamodb:BatchGetItem': ofTables,
  'dynamodb:BatchWriteItem': ofTables,
};

/** EC2 asks about each resource that a launch makes or uses, each with keys of its own. */
function ofRunInstances({ parameters }: CloudRequest, around: Surroundings): Authorization[] {
  const tags = requestTags(parameters);
  const fromTemplate = { 'ec2:LaunchTemplate': around.templateArn };
  const onTemplate = { ...fromTemplate, 'ec2:IsLaunchTemplateResource': 'true' };
  const made = { ...fromTemplate, 'ec2:IsLaunchTemplateResource': 'false', ...tags };
  const run = (resource: string, context: Authorization['context']) => ({
    action: 'ec2:RunInstances',
    resource,
    context,
  });
  const tagged = ['instance', 'network-interface', 'volume'].map((type) => ec2Arn(`${type}/*`));
  const [instance = '', ...parts] = tagged;
  return [
    run(around.templateArn, fromTemplate),
    run(`arn:aws:ec2:${REGION}::image/${around.cloud.ec2.imageId}`, onTemplate),
    run(around.securityGroupArn, onTemplate),
    run(ec2Arn(`subnet/${parameters['SubnetId']}`), fromTemplate),
    run(instance, {
      ...made,
      'ec2:InstanceType': parameters['InstanceType'] ?? '',
      'ec2:MetadataHttpTokens': 'required',
    }),
    ...parts.map((part) => run(part, made)),
    ...tagged.map((resource) => ({
      action: 'ec2:CreateTags',
      resource,
      context: { ...tags, 'ec2:CreateAction': 'RunInstances' },
    })),
    {
      action: 'iam:PassRole',
      resource: around.instanceRoleArn,
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
  ];
}

function ofCreateTags(request: CloudRequest, { cloud }: Surroundings): Authorization[] {
  const tags = tagKeys(pairs(request.parameters, 'Tag'));
  return listed(request, 'ResourceId').map((id) => {
    const { action, resource, context } = ofInstance('ec2:CreateTags', id, cloud);
    return { action, resource, context: { ...context, ...tags } };
  });
}

function ofAssociate({ parameters }: CloudRequest, { cloud }: Surroundings): Authorization[] {
  const { AllocationId = '', InstanceId = '' } = parameters;
  return ['elastic-ip', 'instance', 'network-interface'].map((type) => ({
    action: 'ec2:AssociateAddress',
    resource: ec2Arn(type === 'elastic-ip' ? `${type}/${AllocationId}` : `${type}/${InstanceId}`),
    context:
      type === 'elastic-ip'
        ? resourceTags(cloud.ec2.addresses.get(AllocationId)?.tags)
        : resourceTags(cloud.ec2.instances.get(InstanceId)?.launchTags),
  }));
}

function ofDisassociate({ parameters }: CloudRequest, { cloud }: Surroundings): Authorization[] {
  const { AssociationId } = parameters;
  const address = [...cloud.ec2.addresses.values()].find(
    ({ association }) => association?.id === AssociationId,
  );
  const instance = cloud.ec2.instances.get(address?.association?.instanceId ?? '');
  const action = 'ec2:DisassociateAddress';
  return [
    {
      action,
      resource: ec2Arn(`elastic-ip/${address?.allocationId}`),
      context: resourceTags(address?.tags),
    },
    {
      action,
      resource: ec2Arn(`network-interface/${instance?.id}`),
      context: resourceTags(instance?.launchTags),
    },
  ];
}

function ofInstance(action: string, id: string, { ec2 }: LocalCloud): Authorization {
  const context = resourceTags(ec2.instances.get(id)?.tags);
  return { action, resource: ec2Arn(`instance/${id}`), context };
}

function ofTable({ action, body = '{}' }: CloudRequest): Authorization[] {
  const { TableName } = JSON.parse(body) as { readonly TableName: string };
  return [plain(`dynamodb:${action}`, tableArn(TableName))];
}

function ofTables({ action, body = '{}' }: CloudRequest): Authorization[] {
  const { RequestItems } = JSON.parse(body) as { readonly RequestItems: object };
  return Object.keys(RequestItems).map((table) => plain(`dynamodb:${action}`, tableArn(table)));
}

function plain(action: string, resource: string): Authorization {
  return { action, resource, context: {} };
}

export function ec2Arn(path: string): string {
  return `arn:aws:ec2:${REGION}:${ACCOUNT}:${path}`;
}

export function tableArn(name: string): string {
  return `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
}

function quotaArn(path: string): string {
  return `arn:aws:servicequotas:${REGION}:${ACCOUNT}:${path}`;
}

type Parameters = CloudRequest['parameters'];

function listed({ parameters }: CloudRequest, name: string): string[] {
  return Object.entries(parameters)
    .filter(([key]) => key.startsWith(`${name}.`))
    .map(([, value]) => value);
}

/** `Tag.1.Key`, `Tag.1.Value` and so on. */
function pairs(parameters: Parameters, name: string): [string, string][] {
  return Object.entries(parameters)
    .filter(([key]) => key.startsWith(`${name}.`) && key.endsWith('.Key'))
    .map(([key, value]) => [value, parameters[key.replace(/Key$/, 'Value')] ?? '']);
}

/** All resources of a launch carry the same tags. */
function requestTags(parameters: Parameters) {
  return tagKeys(pairs(parameters, 'TagSpecification.1.Tag'));
}

function tagKeys(tags: readonly (readonly [string, string])[]) {
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(([key]) => key),
  };
}

function resourceTags(tags: ReadonlyMap<string, string> = new Map()): Record<string, string> {
  return Object.fromEntries([...tags].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}
