import type { Notice } from '../domain/notice.ts';
import type { RoutingSnapshot } from '../domain/routing/snapshot.ts';

/** For machines: the whole snapshot in each message. Delivered at least once, in any order. */
export interface RoutingTopic {
  publish(snapshot: RoutingSnapshot): Promise<void>;
}

/** For people: e-mail and SMS from one publish. Delivered at least once; the id tells repetitions. */
export interface OperationsTopic {
  publish(notice: Notice): Promise<void>;
}
