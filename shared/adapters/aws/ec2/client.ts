import { EC2Client } from '@aws-sdk/client-ec2';
import { timeOuts } from '../time-outs.ts';

export function createEc2Client(): EC2Client {
  return new EC2Client(timeOuts(8_000));
}
