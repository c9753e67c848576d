import { EC2Client } from '@aws-sdk/client-ec2';
import { inTurns } from '../at-once.ts';
import { timeOuts } from '../time-outs.ts';
import { unlogged } from '../unlogged.ts';

export function createEc2Client(): EC2Client {
  return unlogged(inTurns(new EC2Client(timeOuts(8_000))));
}
