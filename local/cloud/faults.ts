/** What can be wrong with one call, as the caller sees it. */
export type Fault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'refuse'; readonly code: string }
  | { readonly kind: 'server-error' }
  /** The connection breaks, and nothing was done. */
  | { readonly kind: 'drop-before' }
  /** It was done, and the answer is lost. */
  | { readonly kind: 'drop-after' }
  | { readonly kind: 'hang' };

interface Planned {
  readonly action: string | undefined;
  readonly fault: Fault;
  callsBefore: number;
}

/** Faults to come. With `dieAt` the caller is dead: nothing that it still sends is acted on. */
export class Faults {
  #planned: Planned[] = [];
  #seen = 0;
  #deadFrom = Number.POSITIVE_INFINITY;
  #lostAt = Number.POSITIVE_INFINITY;

  /** The n-th call from now of this action, or of any, meets this fault; of several, the first planned. */
  plan(action: string | undefined, fault: Fault, call = 1): void {
    this.#planned.push({ action, fault, callsBefore: call - 1 });
  }

  /** The caller is dead before its n-th call from now; 1 is the first. */
  dieAt(call: number): void {
    this.#seen = 0;
    this.#deadFrom = call;
  }

  /**
   * The n-th call from now acts, and its answer is lost; the caller lives on. With `dieAt(n + 1)` it
   * is dead instead, and never heard what its last call did.
   */
  loseAnswer(call: number): void {
    this.#seen = 0;
    this.#lostAt = call;
  }

  clear(): void {
    this.#planned = [];
    this.#deadFrom = Number.POSITIVE_INFINITY;
    this.#lostAt = Number.POSITIVE_INFINITY;
  }

  next(action: string): Fault | undefined {
    this.#seen += 1;
    if (this.#seen === this.#lostAt) return { kind: 'drop-after' };
    if (this.#seen >= this.#deadFrom) return { kind: 'drop-before' };
    const meant = this.#planned.filter((each) => !each.action || each.action === action);
    const due = meant.find(({ callsBefore }) => callsBefore <= 0);
    for (const each of meant) each.callsBefore -= 1;
    this.#planned = this.#planned.filter((each) => each !== due);
    return due?.fault;
  }
}
