import type { FleetDefinition } from '../definition/schema.ts';
import type { Heartbeat } from '../heartbeat.ts';
import { type Acknowledgement, hasRouteTo, waitingFor } from '../routing/acknowledgement.ts';
import type { DrainingSlot, EmptyEvidence } from './slot.ts';

/**
 * Whether the softswitch has surely stopped sending calls to a slot that drains: every node has
 * acknowledged routes without it, and none says that it still has it; or, where none acknowledges,
 * the grace is over.
 */
export function isOutOfRoutes(
  { drain: { withdrawn }, address }: Pick<DrainingSlot, 'drain' | 'address'>,
  { routing, drain }: Pick<FleetDefinition, 'routing' | 'drain'>,
  { acknowledgements, nowMs }: Told,
): boolean {
  if (!withdrawn) return false;
  if (routing.nodes.length === 0) return nowMs >= withdrawn.toldAtMs + drain.grace;
  return (
    waitingFor(routing.nodes, acknowledgements, withdrawn.revision).length === 0 &&
    !hasRouteTo(routing.nodes, acknowledgements, address.ip)
  );
}

interface Told {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly nowMs: number;
}

/**
 * What is proved after one more look at the heartbeat. Unknown counts as busy: no heartbeat proves
 * nothing, a busy one or another boot begins anew. Order is taken from the instance's own sequence
 * and time from the controller's clock, so that a wrong clock on the instance proves nothing
 * either. Readings count only once the instance itself refuses new calls.
 */
export function weigh(
  evidence: EmptyEvidence | undefined,
  heartbeat: Heartbeat | undefined,
  nowMs: number,
): EmptyEvidence | undefined {
  if (!heartbeat) return evidence;
  if (heartbeat.directive !== 'drain' || isBusy(heartbeat)) return undefined;
  const { bootId, sequence } = heartbeat;
  if (evidence?.bootId !== bootId)
    // The first look only marks the place: it may have been read before the routes changed.
    return { bootId, lastSequence: sequence, readings: 0, firstAtMs: nowMs, lastAtMs: nowMs };
  if (sequence <= evidence.lastSequence) return evidence;
  const readings = evidence.readings + 1;
  const firstAtMs = readings === 1 ? nowMs : evidence.firstAtMs;
  return { bootId, lastSequence: sequence, readings, firstAtMs, lastAtMs: nowMs };
}

/** Enough consecutive readings of zero over enough time, the last of them made just now. */
export function isProvedEmpty(
  evidence: EmptyEvidence | undefined,
  proof: FleetDefinition['drain']['proof'],
  nowMs: number,
): boolean {
  if (!evidence || evidence.lastAtMs !== nowMs) return false;
  return (
    evidence.readings >= proof.readings && evidence.lastAtMs - evidence.firstAtMs >= proof.over
  );
}

export function isBusy({ channels, calls }: Heartbeat): boolean {
  return channels > 0 || calls > 0;
}
