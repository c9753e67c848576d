import { CreateTagsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stateOf } from '../../../local/cloud/ec2/instance.ts';
import { type LocalCloud, startLocalCloud } from '../../../local/cloud/local-cloud.ts';

let nowMs = 0;
let cloud: LocalCloud;
let client: EC2Client;

beforeEach(async () => {
  nowMs = Date.parse('2026-11-18T05:00:00Z');
  const pendingTimesMs = [5_000, 60_000];
  cloud = await startLocalCloud({
    now: () => nowMs,
    pendingMs: () => pendingTimesMs.shift() ?? 0,
    describeLagMs: 0,
    metadataLagMs: 30_000,
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new EC2Client({ endpoint: cloud.url, region: 'us-east-1', credentials });
  cloud.ec2.addSubnet('us-east-1a');
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

async function launch(count: number): Promise<string[]> {
  const Tags = [{ Key: 'directive', Value: 'serve' }];
  const { Instances = [] } = await client.send(
    new RunInstancesCommand({
      MinCount: count,
      MaxCount: count,
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    }),
  );
  return Instances.map(({ InstanceId = '' }) => InstanceId);
}

test('each instance can be pending for a time of its own', async () => {
  await launch(2);
  nowMs += 10_000;
  const states = [...cloud.ec2.instances.values()].map((instance) => stateOf(instance, nowMs));
  expect(states).toEqual(['running', 'pending']);
});

test('an instance reads a changed tag late in its metadata, and those of its launch at once', async () => {
  const [id = ''] = await launch(1);
  expect(cloud.ec2.metadataTags(id).get('directive')).toBe('serve');
  const Tags = [{ Key: 'directive', Value: 'drain' }];
  await client.send(new CreateTagsCommand({ Resources: [id], Tags }));
  expect(cloud.ec2.instances.get(id)?.tags.get('directive')).toBe('drain');
  expect(cloud.ec2.metadataTags(id).get('directive')).toBe('serve');
  nowMs += 30_000;
  expect(cloud.ec2.metadataTags(id).get('directive')).toBe('drain');
});
