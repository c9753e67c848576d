import { SNSClient } from '@aws-sdk/client-sns';
import { timeOuts } from '../time-outs.ts';

export function createSnsClient(): SNSClient {
  return new SNSClient(timeOuts(3_000));
}
