import { AwsError } from '../../../test/simulation/world/aws-error.ts';

const IMAGE = 'ami-0123456789abcdef0';

/** What AWS answers to one who only looks before a rise; undefined where the world itself answers. Throws AwsError. */
export function lookedAt(operation: string, input: object): object | undefined {
  // A dry run that would work ends with this error.
  if ((input as { readonly DryRun?: boolean }).DryRun)
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
  switch (operation) {
    case 'DescribeLaunchTemplateVersions':
      return { LaunchTemplateVersions: [{ LaunchTemplateData: { ImageId: IMAGE } }] };
    case 'DescribeImages':
      return { Images: [{ ImageId: IMAGE, State: 'available' }] };
    case 'DescribeInstanceTypes':
      return { InstanceTypes: [{ VCpuInfo: { DefaultVCpus: 2 } }] };
    case 'GetServiceQuota':
      return { Quota: { Value: 100_000 } };
    case 'ListSubscriptionsByTopic': {
      const SubscriptionArn = 'arn:aws:sns:us-east-1:123456789012:operations:1';
      return {
        Subscriptions: [{ Protocol: 'email', Endpoint: 'noc@example.com', SubscriptionArn }],
      };
    }
    default:
      return undefined;
  }
}
