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

/** Faults to come. With `dieAt` the caller is dead: nothing that it still sends is acted on. */
export class Faults {
  #planned: { readonly action: string | undefined; readonly fault: Fault }[] = [];
  #seen = 0;
  #deadFrom = Number.POSITIVE_INFINITY;
  #lostAt = Number.POSITIVE_INFINITY;

  /** The next call of this action, or of any, meets this fault. */
  plan(action: string | undefined, fault: Fault): void {
    this.#planned.push({ action, fault });
  }

  /** The caller is dead before its n-th call from now; 1 is the first. */
  dieAt(call: number): void {
    this.#seen = 0;
    this.#deadFrom = call;
  }

  /** The n-th call from now acts, and its answer is lost; the caller lives on. */
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
    const index = this.#planned.findIndex((each) => !each.action || each.action === action);
    return index === -1 ? undefined : this.#planned.splice(index, 1)[0]?.fault;
  }
}
