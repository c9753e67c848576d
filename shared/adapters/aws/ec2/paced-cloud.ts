import { ORDER_MEMBERS_MAX } from '../../../domain/launch-order.ts';
import { NotNow } from '../../../domain/not-now.ts';
import type { Cloud } from '../../../ports/cloud.ts';
import { isThrottled } from '../errors.ts';
import type { Bucket, Pace } from './pace.ts';

/** The same cloud, asked no more often than EC2 allows; what has to wait too long is left undone. */
export function paced(cloud: Cloud, pace: Pace): Cloud {
  const inTurn = async (bucket: Bucket, call: () => Promise<void>) => {
    await pace.turn({ [bucket]: 1 });
    try {
      await call();
    } catch (error) {
      if (!isThrottled(error)) throw error;
      pace.exhaust(bucket);
      throw new NotNow(bucket);
    }
  };
  return {
    ...cloud,
    launchGround: async (fleet) => {
      const ground = await cloud.launchGround(fleet);
      return { ...ground, room: roomToLaunch(pace, ground.subnets.length) };
    },
    launch: async (order) => {
      await pace.turn({ RunInstances: 1, launches: order.members.length });
      return cloud.launch(order);
    },
    bind: (...ids) => inTurn('AssociateAddress', () => cloud.bind(...ids)),
    unbind: (id) => inTurn('DisassociateAddress', () => cloud.unbind(id)),
    direct: (...what) => inTurn('CreateTags', () => cloud.direct(...what)),
    terminate: (id) => inTurn('TerminateInstances', () => cloud.terminate(id)),
  };
}

/** Orders are full, but for the last one of each zone. */
function roomToLaunch(pace: Pace, zones: number): number {
  const whole = Math.max(1, pace.room('RunInstances') - zones);
  return Math.min(
    pace.room('launches'),
    pace.room('RunInstances') > 0 ? whole * ORDER_MEMBERS_MAX : 0,
  );
}
