/** The tags by which the fleet is recognised in EC2; IAM policies name them too. */
export const TAG = {
  /** On instances, volumes and addresses: which deployment (stage) of Asterfleet owns it. */
  deployment: 'asterfleet:deployment',
  /** On instances and addresses: the fleet's name. */
  fleet: 'asterfleet:fleet',
  /** On addresses: the slot number whose static route this address is. */
  slot: 'asterfleet:slot',
  /** On instances: the client token of the launch order that made them. */
  order: 'asterfleet:order',
  /**
   * On instances: the members of the launch order as `slot/generation`, comma separated. An
   * instance is the member at its own launch index, which its metadata tells it.
   */
  members: 'asterfleet:members',
  /** On instances: what the controller wants of it, `serve`, `drain` or `stop`. */
  directive: 'asterfleet:directive',
} as const;
