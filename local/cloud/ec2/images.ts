import { AwsError, type Parameters, type Xml } from '../query-protocol.ts';
import type { Ec2World } from './ec2-world.ts';

/** Every account of a size that the local cloud is used for has types of two vCPUs. */
const VCPUS = 2;

export function describeImages(world: Ec2World, request: Parameters): Xml {
  const ids = request.texts('ImageId');
  const missing = ids.find((id) => id !== world.imageId);
  if (missing !== undefined)
    throw new AwsError('InvalidAMIID.NotFound', `The image id '[${missing}]' does not exist`);
  return { imagesSet: { item: ids.map((imageId) => ({ imageId, imageState: world.imageState })) } };
}

export function describeInstanceTypes(_: Ec2World, request: Parameters): Xml {
  return {
    instanceTypeSet: {
      item: request.texts('InstanceType').map((instanceType) => ({
        instanceType,
        vCpuInfo: { defaultVCpus: VCPUS },
      })),
    },
  };
}
