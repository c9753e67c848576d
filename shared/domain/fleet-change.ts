/** One line of the history about the fleet as a whole: who ordered what, and why. */
export interface FleetChange {
  readonly fleet: string;
  readonly atMs: number;
  readonly kind:
    | 'override-set'
    | 'override-cancelled'
    | 'frozen'
    | 'unfrozen'
    | 'replacement-began'
    | 'replacement-ended'
    | 'surge-began'
    | 'rebuilt'
    | 'alarm';
  /** Tells two of a kind and time apart. */
  readonly id: string;
  readonly what: string;
  readonly reason: string;
  readonly onBehalfOf: string;
}
