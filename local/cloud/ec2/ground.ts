import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import type { Ec2World } from './ec2-world.ts';

export function describeSubnets(world: Ec2World, request: Parameters): Xml {
  const ids = request.texts('SubnetId');
  const found = ids.length === 0 ? [...world.subnets.values()] : ids.map((id) => subnet(world, id));
  return {
    subnetSet: {
      item: found.map(({ id, zone }) => ({
        subnetId: id,
        availabilityZone: zone,
        state: 'available',
        availableIpAddressCount: 4000,
      })),
    },
  };
}

export function describeLaunchTemplates(world: Ec2World, request: Parameters): Xml {
  const names = request.texts('LaunchTemplateName');
  const found = names.map((name) => {
    const template = world.templates.get(name);
    if (template) return template;
    throw new AwsError(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name}, does not exist`,
    );
  });
  return {
    launchTemplates: {
      item: found.map(({ id, name, latestVersion }) => ({
        launchTemplateId: id,
        launchTemplateName: name,
        defaultVersionNumber: 1,
        latestVersionNumber: latestVersion,
      })),
    },
  };
}

function subnet(world: Ec2World, id: string) {
  const found = world.subnets.get(id);
  if (found) return found;
  throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
}
