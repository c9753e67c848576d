import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import type { Ec2World, LaunchTemplate, Subnet } from './ec2-world.ts';
import { filtered, tagSetXml } from './tags.ts';

export function describeSubnets(world: Ec2World, request: Parameters): Xml {
  const ids = request.texts('SubnetId');
  const asked = ids.length > 0 ? ids.map((id) => findSubnet(world, id)) : world.subnets.values();
  const found = filtered<Subnet>(request, [...asked], {
    'subnet-id': ({ id }) => id,
    'availability-zone': ({ zone }) => zone,
  });
  return {
    subnetSet: {
      item: found.map(({ id, zone, tags }) => ({
        subnetId: id,
        availabilityZone: zone,
        state: 'available',
        availableIpAddressCount: world.freeAddressesPerSubnet,
        tagSet: tagSetXml(tags),
      })),
    },
  };
}

export function describeLaunchTemplates(world: Ec2World, request: Parameters): Xml {
  const names = request.texts('LaunchTemplateName').map((name) => templateNamed(world, name));
  const ids = request.texts('LaunchTemplateId').map((id) => templateOfId(world, id));
  const asked = [...names, ...ids];
  const found = asked.length > 0 ? asked : [...world.templates.values()];
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

/** Of the newest version only. */
export function describeLaunchTemplateVersions(world: Ec2World, request: Parameters): Xml {
  const { name, latestVersion } = templateNamed(world, request.text('LaunchTemplateName') ?? '');
  return {
    launchTemplateVersionSet: {
      item: [
        {
          launchTemplateName: name,
          versionNumber: latestVersion,
          launchTemplateData: { imageId: world.imageId },
        },
      ],
    },
  };
}

export function findSubnet(world: Ec2World, id: string): Subnet {
  const found = world.subnets.get(id);
  if (found) return found;
  throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
}

export function templateNamed(world: Ec2World, name: string): LaunchTemplate {
  const template = world.templates.get(name);
  if (template) return template;
  throw new AwsError(
    'InvalidLaunchTemplateName.NotFoundException',
    `The specified launch template, with template name ${name}, does not exist`,
  );
}

export function templateOfId(world: Ec2World, id: string): LaunchTemplate {
  const template = [...world.templates.values()].find((each) => each.id === id);
  if (template) return template;
  throw new AwsError(
    'InvalidLaunchTemplateId.NotFound',
    `The specified launch template, with template ID ${id}, does not exist`,
  );
}
