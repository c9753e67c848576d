import type { Directive, Heartbeat } from '../../../shared/domain/heartbeat.ts';
import { ACCOUNT, REGION } from './ec2.ts';
import type { Ec2Instance } from './ec2-instance.ts';

const OLD_CALL_MS = 600_000;
const MINUTE_MS = 60_000;

/** How an instance comes up. */
export type Boot = 'well' | 'never' | 'half-way' | 'dies';

/** As it lies in the table. */
export interface HeartbeatItem extends Heartbeat {
  readonly fleet?: string;
  /** Percent of the limit. */
  readonly utilisation?: number;
}

/** An Asterisk on its instance with its agent: the calls that it truly carries, and what it says of them. */
export class Host {
  readonly instance: Ec2Instance;
  readonly boot: Boot;
  readonly readyFromMs: number;
  readonly limit: number;
  /** By call, since when. */
  readonly calls = new Map<number, number>();
  directive: Directive = 'serve';
  /** Since when it refuses new calls; never, while it takes them. */
  refusesSinceMs = Number.POSITIVE_INFINITY;
  /** Its agent has told the table that it is ready, and opened the dial plan. */
  isOpen = false;
  /** When the newest of its heartbeats that ever arrived was made. */
  heardOfMs = 0;
  /** Its agent is gone; Asterisk goes on. */
  isDumb = false;
  /** It says that it has no calls, whatever it has. */
  liesUntilMs = 0;
  /** It answers OPTIONS no more. */
  isSickUntilMs = 0;
  #hasSaidReady = false;
  #sequence = 0;
  #attempts: number[] = [];

  constructor(instance: Ec2Instance, boot: Boot, readyFromMs: number, limit: number) {
    this.instance = instance;
    this.boot = boot;
    this.readyFromMs = readyFromMs;
    this.limit = limit;
  }

  get arn(): string {
    return `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${this.instance.id}`;
  }

  /** Whether it ever was ready and said so. */
  get hasSaidReady(): boolean {
    return this.#hasSaidReady;
  }

  isUp(nowMs: number): boolean {
    return this.boot === 'well' && nowMs >= this.readyFromMs;
  }

  obey(directive: Directive, nowMs: number): void {
    if (directive === 'serve') this.refusesSinceMs = Number.POSITIVE_INFINITY;
    else this.refusesSinceMs = Math.min(this.refusesSinceMs, nowMs);
    this.directive = directive;
  }

  /** False is a 503, or nobody there. */
  accept(call: number, nowMs: number): boolean {
    if (!this.isOpen || !this.isUp(nowMs) || nowMs < this.isSickUntilMs) return false;
    this.#attempts.push(nowMs);
    if (this.directive !== 'serve' || this.calls.size >= this.limit) return false;
    this.calls.set(call, nowMs);
    return true;
  }

  /** What its agent writes, with what one that serves adds for the alarm. */
  item(fleet: string, nowMs: number): HeartbeatItem {
    const reading = this.#reading(nowMs);
    if (!reading.ready || reading.directive !== 'serve') return reading;
    const utilisation = Math.round((10_000 * reading.channels) / this.limit) / 100;
    return { ...reading, fleet, utilisation };
  }

  #reading(nowMs: number): Heartbeat {
    const isReady = this.isUp(nowMs) && nowMs >= this.isSickUntilMs;
    this.#hasSaidReady ||= isReady;
    this.#sequence += 1;
    this.#attempts = this.#attempts.filter((atMs) => nowMs - atMs < MINUTE_MS);
    const calls = nowMs < this.liesUntilMs ? 0 : this.calls.size;
    return {
      instanceArn: this.arn,
      bootId: `boot of ${this.instance.id}`,
      sequence: this.#sequence,
      atMs: nowMs,
      ready: isReady,
      reasons: isReady ? [] : ['OPTIONS is not answered'],
      directive: this.directive,
      channels: calls,
      calls,
      callAttempts: this.#attempts.length,
      callAttemptsLastMinute: this.#attempts.length,
      callsOlderThanTenMinutes: this.#oldCalls(nowMs),
      logicRoundTripMs: 25,
    };
  }

  #oldCalls(nowMs: number): number {
    let count = 0;
    // In the order in which they began.
    for (const sinceMs of this.calls.values()) {
      if (nowMs - sinceMs <= OLD_CALL_MS) break;
      count += 1;
    }
    return count;
  }
}
