/** How a replayed day goes on. */
export interface HandState {
  readonly isPaused: boolean;
  /** Simulated seconds in a second. */
  readonly speed: number;
  readonly isOver: boolean;
}

export interface HandChange {
  readonly isPaused?: boolean;
  readonly speed?: number;
}

/** The hand on a replay's clock; only the local cloud has one. */
export interface Hand {
  state(): HandState;
  change(change: HandChange): void;
}

/** A day that runs, for those who look at it. */
interface Watched {
  /** Where its functions answer to Lambda's Invoke. */
  readonly endpoint: string;
  /** Where a page may answer, if it is free. */
  readonly port: number;
  readonly hand: Hand;
}

/** A page over a day that runs; brought by whoever starts the day. */
export type OpenPage = (day: Watched) => Promise<Page>;

export interface Page {
  readonly url: string;
  close(): Promise<void>;
}
