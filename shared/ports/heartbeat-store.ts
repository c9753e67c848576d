import type { Heartbeat } from '../domain/heartbeat.ts';

export interface HeartbeatStore {
  /** The last heartbeat of each instance that ever wrote one, by its ARN. */
  read(instanceArns: readonly string[]): Promise<ReadonlyMap<string, Heartbeat>>;
}
