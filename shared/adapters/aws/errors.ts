import type { LaunchOutcome } from '../../ports/cloud.ts';
import type { Verdict } from '../../ports/readiness.ts';

/**
 * Every AWS error name that decides something here. Names only: messages change.
 * Source: EC2 API reference, "Error codes for the Amazon EC2 API".
 */
const LAUNCH_REFUSED = {
  /** Another zone may do. */
  zone: new Set([
    'InsufficientInstanceCapacity',
    'InsufficientHostCapacity',
    'InsufficientReservedInstanceCapacity',
    'InsufficientFreeAddressesInSubnet',
    'Unsupported',
    'UnfulfillableCapacity',
    'InvalidSubnetID.NotFound',
  ]),
  /** No zone will do until somebody mends something. */
  type: new Set([
    'VcpuLimitExceeded',
    'InstanceLimitExceeded',
    'MaxSpotInstanceCountExceeded',
    'InvalidAMIID.NotFound',
    'InvalidAMIID.Unavailable',
    'InvalidAMIID.Malformed',
    'InvalidLaunchTemplateId.NotFound',
    'InvalidLaunchTemplateName.NotFoundException',
    'InvalidLaunchTemplateId.VersionNotFound',
    'InvalidParameterValue',
    'InvalidParameterCombination',
    'InvalidInstanceType',
    'MissingParameter',
    'UnauthorizedOperation',
    'OptInRequired',
    'PendingVerification',
    'Blocked',
  ]),
  /** The instances of this token came and went: it is used up. */
  order: new Set(['IdempotentInstanceTerminated']),
} as const;

/** The address stays where it is, and the next look at it decides. */
const BINDING_NOT_NOW = new Set([
  'InvalidInstanceID',
  'InvalidInstanceID.NotFound',
  'IncorrectInstanceState',
  'Resource.AlreadyAssociated',
]);

const NOT_THERE = new Set([
  'InvalidInstanceID.NotFound',
  'InvalidAssociationID.NotFound',
  'IncorrectState',
]);

const MISSING = new Set([
  'InvalidAMIID.NotFound',
  'InvalidAMIID.Malformed',
  'InvalidLaunchTemplateName.NotFoundException',
]);

/** Source: EC2 API reference, "Common query parameters", DryRun. */
const DRY_RUN_ALLOWED = 'DryRunOperation';
const DRY_RUN_REFUSED = new Set([
  'UnauthorizedOperation',
  ...LAUNCH_REFUSED.type,
  ...LAUNCH_REFUSED.zone,
]);

/** Source: EC2 API reference, "Client error codes". */
const THROTTLED = 'RequestLimitExceeded';

const CONDITION_FAILED = 'ConditionalCheckFailedException';

/** For those who try what each of them leads to. */
export const ERROR_NAMES = {
  launchRefused: LAUNCH_REFUSED,
  bindingNotNow: BINDING_NOT_NOW,
  notThere: NOT_THERE,
} as const;

/**
 * An error that no set names may have come after EC2 acted: the outcome is unknown. So it is where an earlier
 * attempt of the SDK ended in such an error, whatever the last one was told.
 */
export function launchOutcomeOf(
  error: unknown,
  earlier: readonly unknown[] = [],
): Exclude<LaunchOutcome, { is: 'launched' }> {
  const code = nameOf(error);
  const scope = scopeOf(code);
  if (scope === 'order' || (scope && earlier.every(saidNo))) return { is: 'refused', code, scope };
  const message = error instanceof Error ? error.message : String(error);
  return { is: 'unknown', because: `${code}: ${message}` };
}

function scopeOf(code: string) {
  return (['zone', 'type', 'order'] as const).find((scope) => LAUNCH_REFUSED[scope].has(code));
}

function saidNo(error: unknown): boolean {
  const code = nameOf(error);
  return code === THROTTLED || scopeOf(code) !== undefined;
}

/** Throws what says neither that the call would work nor that it would not. */
export function dryRunVerdict(error: unknown): Verdict {
  const code = nameOf(error);
  if (code === DRY_RUN_ALLOWED) return { allowed: true };
  if (DRY_RUN_REFUSED.has(code)) return { allowed: false, code };
  throw error;
}

export function isBindingNotNow(error: unknown): boolean {
  return BINDING_NOT_NOW.has(nameOf(error));
}

export function isNotThere(error: unknown): boolean {
  return NOT_THERE.has(nameOf(error));
}

export function isMissing(error: unknown): boolean {
  return MISSING.has(nameOf(error));
}

export function isThrottled(error: unknown): boolean {
  return nameOf(error) === THROTTLED;
}

export function isConditionFailed(error: unknown): boolean {
  return nameOf(error) === CONDITION_FAILED;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Unknown';
}
