/** What an instance says of itself; it overwrites its own item every few seconds. */
export interface Heartbeat {
  readonly instanceArn: string;
  /** Changes when the instance reboots: its calls died with the old one. */
  readonly bootId: string;
  /** Grows by one with each reading of one boot. */
  readonly sequence: number;
  /** The instance's own clock. */
  readonly atMs: number;
  readonly ready: boolean;
  /** Why it is not ready; empty when it is. */
  readonly reasons: readonly string[];
  /** The directive that the instance has carried out. */
  readonly directive: Directive;
  readonly channels: number;
  readonly calls: number;
  readonly callAttempts: number;
  /** Over the last sixty seconds, so that one reading gives a rate. */
  readonly callAttemptsLastMinute: number;
  readonly callsOlderThanTenMinutes: number;
  /** To the central application logic and back. */
  readonly logicRoundTripMs: number;
}

export type Directive = 'serve' | 'drain' | 'stop';
