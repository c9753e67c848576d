import type { FleetDefinition } from '../definition/schema.ts';

/** A softswitch, or one of several that share the calls of a fleet. */
export type SoftswitchNode = FleetDefinition['routing']['nodes'][number];

/** Who called, as Lambda vouches for it. */
export interface Caller {
  readonly arn: string;
  /** The account that the function runs in. */
  readonly accountId: string;
}

/**
 * Whether the caller is the node's principal: a role, whatever its session is called, or a user,
 * whatever its path. Source: IAM user guide, "IAM identifiers".
 */
export function mayActAs({ principal }: SoftswitchNode, { arn, accountId }: Caller): boolean {
  const [, , service, , account, resource = ''] = arn.split(':');
  const [type, ...rest] = resource.split('/');
  if (account !== accountId) return false;
  const [role, session] = rest;
  if (service === 'sts' && type === 'assumed-role')
    return session !== undefined && principal === `role/${role}`;
  return service === 'iam' && type === 'user' && principal === `user/${rest.at(-1)}`;
}
