import type { Acknowledgement } from '../domain/routing/acknowledgement.ts';
import type { RoutingSnapshot } from '../domain/routing/snapshot.ts';

/** What a softswitch reads of a fleet, and what it says back. Reads are consistent. */
export interface RoutingStore {
  /** Undefined before the fleet's first instance was ready. */
  readSnapshot(fleet: string): Promise<RoutingSnapshot | undefined>;
  readAcknowledgement(fleet: string, node: string): Promise<Acknowledgement | undefined>;
  /** One that is older than what stands changes nothing. */
  acknowledge(fleet: string, acknowledgement: Acknowledgement): Promise<void>;
}
