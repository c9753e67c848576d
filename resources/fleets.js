// What each fleet definition asks of CloudFormation, so that the definition stays the one source.
import { TAG } from '../shared/domain/tags.ts';
import { parametersOf, userDataOf } from './instance.ts';
import { fleets, logicalId, readService } from './service.js';

const names = fleets.map(({ fleet }) => fleet);
const repeated = names.find((name, index) => names.indexOf(name) !== index);
if (repeated) throw new Error(`reading fleets/: two definitions of ${repeated}`);

/** The controller may launch from these and from nothing else. */
export const launchTemplateArns = fleets.map(({ fleet }) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:launch-template/\${${launchTemplateId(fleet)}}`,
}));

export const instanceTypes = [
  ...new Set(fleets.flatMap(({ instance }) => instance.types.map(({ type }) => type))),
];

/** A launch template for each fleet and, unless the account has them already, its addresses. */
export async function template({ resolveVariable }) {
  const { name, deployment } = await readService(resolveVariable);
  const settings = {
    name,
    deployment,
    image: await resolveVariable('param:image'),
    rootDevice: await resolveVariable('param:rootDevice'),
    prefix: await resolveVariable('self:custom.launchTemplatePrefix'),
    softswitch: await resolveVariable('param:softswitchCidr'),
    rtp: await resolveVariable('self:custom.rtp'),
  };
  const addresses = await resolveVariable('param:addresses');
  if (addresses !== 'create' && addresses !== 'existing')
    throw new Error(`reading param addresses: expected create or existing, found ${addresses}`);
  const made = addresses === 'create' ? fleets : [];
  return {
    Resources: Object.fromEntries([
      ...fleets.map((fleet) => launchTemplateOf(fleet, settings)),
      ...parametersOf(name).map(parameterOf),
      ...made.flatMap((fleet) => slotsOf(fleet).map((slot) => addressOf(fleet, slot, settings))),
    ]),
    Outputs: Object.fromEntries(made.map(addressesOutput)),
  };
}

function launchTemplateOf(definition, settings) {
  const { fleet, instance } = definition;
  const data = {
    ImageId: settings.image,
    InstanceType: instance.types[0].type,
    IamInstanceProfile: { Arn: { 'Fn::GetAtt': ['InstanceProfile', 'Arn'] } },
    SecurityGroupIds: [{ 'Fn::GetAtt': ['AsteriskSecurityGroup', 'GroupId'] }],
    InstanceInitiatedShutdownBehavior: 'terminate',
    // A recovered host comes back without its calls but with its address, and the controller
    // replaces what fails: only one of the two may act.
    MaintenanceOptions: { AutoRecovery: 'disabled' },
    BlockDeviceMappings: [
      {
        DeviceName: settings.rootDevice,
        // As large as the image's own.
        Ebs: { VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true },
      },
    ],
    MetadataOptions: {
      HttpEndpoint: 'enabled',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: 'enabled',
    },
    UserData: userDataOf(definition, settings),
  };
  return [
    launchTemplateId(fleet),
    {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: { LaunchTemplateName: `${settings.prefix}${fleet}`, LaunchTemplateData: data },
    },
  ];
}

/** A part of the `instance` folder, which user data has no room for. */
function parameterOf({ Name, Value }, index) {
  const Description = "A part of what an instance runs: Asterfleet's instance folder";
  const Properties = { Name, Value, Description, Type: 'String', Tier: 'Standard' };
  return [`InstanceFiles${index}`, { Type: 'AWS::SSM::Parameter', Properties }];
}

function addressOf({ fleet }, slot, { deployment }) {
  const tags = { [TAG.deployment]: deployment, [TAG.fleet]: fleet, [TAG.slot]: String(slot) };
  return [
    addressId(fleet, slot),
    {
      Type: 'AWS::EC2::EIP',
      // The softswitch has a static route to it: it outlives the stack.
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      DependsOn: 'InternetGatewayAttachment',
      Properties: {
        Domain: 'vpc',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      },
    },
  ];
}

function addressesOutput(definition) {
  const { fleet } = definition;
  const addresses = slotsOf(definition).map((slot) => ({ Ref: addressId(fleet, slot) }));
  const Description = `The addresses of ${fleet}, slot 1 first: what the softswitch routes to`;
  return [
    `${logicalId(fleet)}Addresses`,
    { Description, Value: { 'Fn::Join': [', ', addresses] } },
  ];
}

function slotsOf({ slots }) {
  return Array.from({ length: slots }, (_, index) => index + 1);
}

function launchTemplateId(fleet) {
  return `${logicalId(fleet)}LaunchTemplate`;
}

function addressId(fleet, slot) {
  return `${logicalId(fleet)}Address${slot}`;
}
