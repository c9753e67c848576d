import { AwsError } from './query-protocol.ts';

const STANDARD_VCPUS = 'L-1216C47A';

/** What the account may have at most. */
export interface Quotas {
  standardVcpus: number;
}

/** The answer's JSON. Throws AwsError. */
export function answerQuotas({ standardVcpus }: Quotas, action: string, body: string): string {
  const { QuotaCode } = JSON.parse(body) as { readonly QuotaCode?: string };
  if (action !== 'GetServiceQuota')
    throw new AwsError('UnknownOperationException', `${action} is not known here`);
  if (QuotaCode !== STANDARD_VCPUS)
    throw new AwsError('NoSuchResourceException', `${QuotaCode} is not known here`);
  return JSON.stringify({ Quota: { ServiceCode: 'ec2', QuotaCode, Value: standardVcpus } });
}
