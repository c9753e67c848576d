import { inputInvalid } from '../../domain/input-invalid.ts';
import { OperatingError } from '../../domain/operating-error.ts';
import { ofOverride } from '../../domain/standing/orders-given.ts';
import {
  isActive,
  isSameRequest,
  type Override,
  overrideId,
} from '../../domain/standing/override.ts';
import { type Fleets, fleetNamed } from '../fleets.ts';
import { reconcileOrReport } from '../reconcile/reconcile-all.ts';
import type { Run } from '../reconcile/reconcile-fleet.ts';
import { note } from './note.ts';
import { type ScaleOut, scaleOutOf } from './scale-out.ts';

export interface Emergency {
  readonly instances: number;
  readonly minutes: number;
  readonly reason: string;
  readonly fleet?: string | undefined;
  readonly requestId?: string | undefined;
  readonly onBehalfOf: string;
}

/**
 * At least so many instances, from now, for so long. May be repeated: the same request is one
 * request. Needs the table and EC2, nothing else. Throws `input-invalid`, and has then changed nothing.
 */
export async function scaleOut(fleets: Fleets, emergency: Emergency, run: Run): Promise<ScaleOut> {
  const definition = fleetNamed(fleets, emergency.fleet);
  const { instances } = emergency;
  if (instances > definition.slots)
    throw inputInvalid(
      `instances: expected a whole number from 1 to ${definition.slots}, the slots of ${definition.fleet}`,
      instances,
    );
  const wanted = overrideOf(definition.fleet, emergency, run.ports.clock.now());
  const mayRenew = emergency.requestId === undefined;
  const standing = await run.ports.standing.placeOverride(definition.fleet, wanted, mayRenew);
  if (!isSameRequest(standing, wanted))
    throw new OperatingError(
      'input-invalid',
      `requestId: ${emergency.requestId} was used for another request (${standing.instances} instances, "${standing.reason}"); use a new one`,
      { logged: 'requestId: it was used for another request' },
    );
  const result = await reconcileOrReport(definition, { ...run, isUrgent: true, isAwaited: true });
  // From what stands, so that a repeated request writes the same record.
  const unnoted = await note(run.ports.history, ofOverride(definition.fleet, standing));
  const nowMs = run.ports.clock.now();
  const isRepetition = standing.fromMs !== wanted.fromMs || !isActive(standing, nowMs);
  const errors = [...result.errors, ...unnoted];
  return scaleOutOf(definition, standing, { result: { ...result, errors }, nowMs, isRepetition });
}

function overrideOf(fleet: string, emergency: Emergency, nowMs: number): Override {
  const { instances, minutes, reason, requestId, onBehalfOf } = emergency;
  return {
    id: requestId ?? overrideId(fleet, { instances, minutes, reason, onBehalfOf }),
    instances,
    fromMs: nowMs,
    untilMs: nowMs + minutes * 60_000,
    reason,
    onBehalfOf,
  };
}
