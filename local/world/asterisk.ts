import type { Directive, Heartbeat } from '../../shared/domain/heartbeat.ts';

const MINUTE_MS = 60_000;
const OLD_CALL_MS = 600_000;

export interface AsteriskOptions {
  readonly instanceArn: string;
  readonly bootId: string;
  /** When its agent first reports, and when it can take calls. */
  readonly agentFromMs: number;
  readonly readyFromMs: number;
  readonly limit: number;
}

/** One Asterisk on its instance: its calls, what it was told, and what it says of itself. */
export class Asterisk {
  readonly options: AsteriskOptions;
  readonly #startedAtMs = new Map<object, number>();
  #attemptedAtMs: number[] = [];
  #attempts = 0;
  #sequence = 0;
  #directive: Directive = 'serve';
  #lastReading: Heartbeat | undefined;
  #wasReady = false;

  constructor(options: AsteriskOptions) {
    this.options = options;
  }

  get calls(): number {
    return this.#startedAtMs.size;
  }

  get lastReading(): Heartbeat | undefined {
    return this.#lastReading;
  }

  /** It has said at least once that it is ready. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  /** Percent of its own limit; nothing is published by one that does not serve. */
  utilisation(atMs: number): number | undefined {
    if (atMs < this.options.readyFromMs || this.#directive !== 'serve') return undefined;
    return (100 * this.calls) / this.options.limit;
  }

  /** False is a 503: not there yet, told to drain or to stop, or full. */
  accept(call: object, atMs: number): boolean {
    if (atMs < this.options.readyFromMs) return false;
    this.#attemptedAtMs.push(atMs);
    this.#attempts += 1;
    if (this.#directive !== 'serve' || this.calls >= this.options.limit) return false;
    this.#startedAtMs.set(call, atMs);
    return true;
  }

  /** False if the call was no longer there. */
  end(call: object): boolean {
    return this.#startedAtMs.delete(call);
  }

  obey(directive: Directive): void {
    this.#directive = directive;
  }

  /** One reading, as its agent makes it every few seconds. */
  read(atMs: number, hasAddress: boolean): void {
    const isUp = atMs >= this.options.readyFromMs;
    const reasons = [
      ...(hasAddress ? [] : ['no public address is bound yet']),
      ...(isUp ? [] : ['OPTIONS is not answered yet']),
    ];
    const ready = reasons.length === 0;
    this.#wasReady ||= ready;
    this.#sequence += 1;
    this.#attemptedAtMs = this.#attemptedAtMs.filter((attempt) => atMs - attempt < MINUTE_MS);
    this.#lastReading = {
      instanceArn: this.options.instanceArn,
      bootId: this.options.bootId,
      sequence: this.#sequence,
      atMs,
      ready,
      reasons,
      directive: this.#directive,
      channels: this.calls,
      calls: this.calls,
      callAttempts: this.#attempts,
      callAttemptsLastMinute: this.#attemptedAtMs.length,
      callsOlderThanTenMinutes: this.#olderThan(OLD_CALL_MS, atMs),
      logicRoundTripMs: 25,
    };
    this.#attempts = 0;
  }

  /** The host is gone, and with it whatever it carried. Returns how many calls were cut. */
  die(): number {
    const cut = this.calls;
    this.#startedAtMs.clear();
    return cut;
  }

  #olderThan(ageMs: number, nowMs: number): number {
    let old = 0;
    for (const startedAtMs of this.#startedAtMs.values()) if (nowMs - startedAtMs > ageMs) old += 1;
    return old;
  }
}
