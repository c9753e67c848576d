import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { timeOuts } from '../time-outs.ts';

export function createQuotasClient(): ServiceQuotasClient {
  return new ServiceQuotasClient(timeOuts(3_000));
}
