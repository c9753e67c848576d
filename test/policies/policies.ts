import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { type Resource, readResources } from '../template/template.ts';
import {
  ACCOUNT,
  type Authorization,
  ec2Arn,
  REGION,
  type Surroundings,
  tableArn,
} from './authorizations.ts';

/** The packaged stage, and the deployment whose tags the local cloud has: one thing by two names. */
const PACKAGED_STAGE = 'dev';
const LOCAL_DEPLOYMENT = 'local';

export interface Names extends Surroundings {
  /** What `Ref` and `Fn::GetAtt` give. */
  readonly refs: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly streamArn: string;
}

/** The packaged template as if it had made the local cloud. */
export function namesOn(cloud: LocalCloud): Names {
  const subnets = [...cloud.ec2.subnets.keys()];
  const [template] = cloud.ec2.templates.values();
  const topic = (name: string) => `arn:aws:sns:${REGION}:${ACCOUNT}:asterfleet-local-${name}`;
  const streamArn = `${tableArn('asterfleet-local-heartbeats')}/stream/2026-11-18T00:00:00.000`;
  const instanceRoleArn = `arn:aws:iam::${ACCOUNT}:role/InstanceRole`;
  const resources = readResources();
  const topicKeyArn = resources['TopicKey']
    ? `arn:aws:kms:${REGION}:${ACCOUNT}:key/topic-key`
    : undefined;
  const refs: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    'FleetTable.Arn': tableArn('asterfleet-local-fleet'),
    'HeartbeatTable.Arn': tableArn('asterfleet-local-heartbeats'),
    'HeartbeatTable.StreamArn': streamArn,
    RoutingTopic: topic('routing'),
    OperationsTopic: topic('operations'),
    ...(topicKeyArn && { 'TopicKey.Arn': topicKeyArn }),
    'InstanceRole.Arn': instanceRoleArn,
    'AsteriskSecurityGroup.GroupId': 'sg-asterisk',
    InDashngnLaunchTemplate: template?.id ?? '',
    ...Object.fromEntries(['A', 'B', 'C'].map((zone, at) => [`Subnet${zone}`, subnets[at] ?? ''])),
  };
  return {
    cloud,
    refs,
    resources,
    templateArn: ec2Arn(`launch-template/${template?.id}`),
    securityGroupArn: ec2Arn('security-group/sg-asterisk'),
    instanceRoleArn,
    streamArn,
    topicKeyArn,
  };
}

/** Whether the policies of that role, or that policy by itself, allow it; nothing else is asked. */
export async function isAllowed(
  names: Names,
  role: string,
  { action, resource, context }: Authorization,
): Promise<boolean> {
  const simulation = {
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      action,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: context as Record<string, string | string[]>,
    },
    identityPolicies: policiesOf(names, role),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    // A key is used by those whom its policy lets use IAM: here the account, as in the template.
    ...(action.startsWith('kms:') && { resourcePolicy: ACCOUNT_KEY_POLICY }),
  };
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error')
    throw new Error(`${role}: ${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}

const ACCOUNT_KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

interface NamedPolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

function policiesOf({ resources, refs }: Names, role: string) {
  const { Type, Properties } = resources[role] ?? {};
  const policies =
    Type === 'AWS::IAM::ManagedPolicy'
      ? [{ PolicyName: role, PolicyDocument: Properties?.['PolicyDocument'] }]
      : (Properties?.['Policies'] as readonly NamedPolicy[] | undefined);
  if (!policies) throw new Error(`${role}: no such role`);
  return policies.map(({ PolicyName: name, PolicyDocument }) => ({
    name,
    policy: resolve(PolicyDocument, refs),
  }));
}

type Refs = Names['refs'];

/** What CloudFormation would have made of it. */
function resolve(value: unknown, refs: Refs): unknown {
  if (value === PACKAGED_STAGE) return LOCAL_DEPLOYMENT;
  if (Array.isArray(value))
    return value.filter((each) => each?.Ref !== 'AWS::NoValue').map((each) => resolve(each, refs));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, held] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0) {
    if (name === 'Ref') return reference(String(held), refs);
    if (name === 'Fn::GetAtt') return reference([held].flat().join('.'), refs);
    if (name === 'Fn::Sub') return substituted(String(held), refs);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, refs)]));
}

/** What the calls of a function do not touch keeps a name that nothing else has. */
function reference(name: string, refs: Refs): string {
  return refs[name] ?? `arn:aws:unused:${REGION}:${ACCOUNT}:${name}`;
}

function substituted(text: string, refs: Refs): string {
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
    literal ? `\${${name}}` : reference(name, refs),
  );
}
