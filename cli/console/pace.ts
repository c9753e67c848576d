/** How a replayed day goes on. */
export interface PaceState {
  readonly isPaused: boolean;
  /** Simulated seconds in a second. */
  readonly speed: number;
  readonly isOver: boolean;
}

export interface PaceChange {
  readonly isPaused?: boolean;
  readonly speed?: number;
}

/** The hand on a replay's clock; only the local cloud has one. */
export interface Pace {
  state(): PaceState;
  change(change: PaceChange): void;
}
