import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  paginateListSubscriptionsByTopic,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { Subscription } from '../../../ports/readiness.ts';

export async function subscriptionsTo(client: SNSClient, TopicArn: string) {
  const found: Subscription[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client },
    { TopicArn },
  ))
    for (const {
      Protocol: protocol = '',
      Endpoint: endpoint = '',
      SubscriptionArn,
    } of Subscriptions)
      found.push({ protocol, endpoint, isConfirmed: SubscriptionArn?.startsWith('arn:') === true });
  return found;
}

export async function readSms(client: SNSClient) {
  const [{ attributes = {} }, { IsInSandbox = false }] = await Promise.all([
    client.send(new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] })),
    client.send(new GetSMSSandboxAccountStatusCommand({})),
  ]);
  // Nothing set: what every account begins with.
  const monthlySpendUsd = Number(attributes['MonthlySpendLimit'] ?? 1);
  return { isInSandbox: IsInSandbox, monthlySpendUsd };
}
