/** EC2's throttling: so many at once, and so many more each second. Source: EC2 developer guide, "Request throttling". */
export class TokenBucket {
  readonly #size: number;
  readonly #perSecond: number;
  #left: number;
  #atMs = 0;

  constructor(size: number, perSecond: number) {
    this.#size = size;
    this.#perSecond = perSecond;
    this.#left = size;
  }

  take(count: number, nowMs: number): boolean {
    const refilled = this.#left + ((nowMs - this.#atMs) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#size, refilled);
    this.#atMs = nowMs;
    if (this.#left < count) return false;
    this.#left -= count;
    return true;
  }
}
