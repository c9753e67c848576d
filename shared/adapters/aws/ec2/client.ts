import { EC2Client } from '@aws-sdk/client-ec2';
import { inTurns } from '../at-once.ts';
import { lean } from '../lean.ts';
import { timeOuts } from '../time-outs.ts';
import { unlogged } from '../unlogged.ts';
import { EC2_READERS } from './answers.ts';

export function createEc2Client(): EC2Client {
  const client = unlogged(inTurns(new EC2Client(timeOuts(8_000))));
  return lean(client, EC2_READERS, '<nothing></nothing>');
}
