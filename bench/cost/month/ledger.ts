import type { Charge } from './charge.ts';
import { bytesOf, metricsIn } from './output.ts';

/** What the runs of one function came to. */
export interface Account {
  runs: number;
  /** Runs that threw; Lambda calls again, or the next tick does it. */
  failed: number;
  coldStarts: number;
  billedMs: number;
  /** Processor time of our own code, as measured here. */
  codeMs: number;
  logBytes: number;
  reads: number;
  writes: number;
  publishes: number;
  /** By service and operation. */
  readonly calls: Record<string, number>;
}

export function emptyAccount(): Account {
  return {
    runs: 0,
    failed: 0,
    coldStarts: 0,
    billedMs: 0,
    codeMs: 0,
    logBytes: 0,
    reads: 0,
    writes: 0,
    publishes: 0,
    calls: {},
  };
}

/** Everything that is paid for, by function. */
export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly metrics = new Set<string>();
  readonly #lines: { readonly name: string; readonly line: string }[] = [];

  account(name: string): Account {
    const found = this.accounts.get(name) ?? emptyAccount();
    this.accounts.set(name, found);
    return found;
  }

  called(name: string, call: string): void {
    const { calls } = this.account(name);
    calls[call] = (calls[call] ?? 0) + 1;
  }

  charge(name: string, { reads, writes, publishes }: Charge): void {
    const account = this.account(name);
    account.reads += reads;
    account.writes += writes;
    account.publishes += publishes;
  }

  /** Kept until it is read, so that what counts it takes none of the speaker's time. */
  said(name: string, line: string): void {
    this.#lines.push({ name, line });
  }

  readLines(): void {
    for (const { name, line } of this.#lines.splice(0)) {
      this.account(name).logBytes += bytesOf(line);
      for (const series of metricsIn(line)) this.metrics.add(series);
    }
  }

  /** What came before is not counted. */
  clear(): void {
    this.#lines.length = 0;
    this.accounts.clear();
    this.metrics.clear();
  }
}
