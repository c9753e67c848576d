import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client, RunInstancesCommand, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { type LocalCloud, startLocalCloud } from '../../local/cloud/local-cloud.ts';

export interface Bench {
  readonly cloud: LocalCloud;
  readonly ec2: EC2Client;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  readonly subnets: readonly string[];
  /** Simulated time goes on. */
  pass(ms: number): void;
  launch(change?: Partial<RunInstancesCommandInput>): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A local cloud with two zones and a launch template, and clients that try once. */
export async function openBench(): Promise<Bench> {
  let nowMs = Date.parse('2026-11-18T05:00:00Z');
  const cloud = await startLocalCloud({ now: () => nowMs });
  const settings = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const ec2 = new EC2Client(settings);
  const sns = new SNSClient(settings);
  const dynamodb = new DynamoDBClient(settings);
  const subnets = ['us-east-1a', 'us-east-1b'].map((zone) => cloud.ec2.addSubnet(zone).id);
  cloud.ec2.addTemplate('template');
  return {
    cloud,
    ec2,
    sns,
    dynamodb,
    subnets,
    pass: (ms) => {
      nowMs += ms;
    },
    launch: async (change = {}) => {
      const { Instances = [] } = await ec2.send(
        new RunInstancesCommand({
          LaunchTemplate: { LaunchTemplateName: 'template', Version: '1' },
          InstanceType: 'c7g.large',
          SubnetId: subnets[0],
          MinCount: 1,
          MaxCount: 1,
          ...change,
        }),
      );
      return Instances.map(({ InstanceId = '' }) => InstanceId);
    },
    close: async () => {
      for (const client of [ec2, sns, dynamodb]) client.destroy();
      await cloud.close();
    },
  };
}
