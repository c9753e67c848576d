import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Readiness } from '../../../ports/readiness.ts';
import type { CloudSettings } from '../ec2/cloud.ts';
import { dryRunLaunch, dryRunSteering } from './dry-runs.ts';
import { imageOf, subnetsOf, templateOf, vcpusOf } from './ground.ts';
import { readSms, subscriptionsTo } from './people.ts';

interface Clients {
  readonly ec2: EC2Client;
  readonly sns: SNSClient;
  readonly quotas: ServiceQuotasClient;
}

export function createReadiness(
  { ec2, sns, quotas }: Clients,
  settings: CloudSettings & { readonly operationsTopicArn: string },
): Readiness {
  const { launchTemplatePrefix, subnetIds, operationsTopicArn } = settings;
  return {
    mayLaunch: (fleet, instanceType) => dryRunLaunch(ec2, settings, fleet, instanceType),
    maySteer: (instanceId) => dryRunSteering(ec2, instanceId),
    template: (fleet) => templateOf(ec2, `${launchTemplatePrefix}${fleet}`),
    image: (fleet) => imageOf(ec2, `${launchTemplatePrefix}${fleet}`),
    subnets: () => subnetsOf(ec2, subnetIds),
    vcpus: (instanceType) => vcpusOf(ec2, quotas, instanceType),
    subscriptions: () => subscriptionsTo(sns, operationsTopicArn),
    sms: () => readSms(sns),
  };
}
