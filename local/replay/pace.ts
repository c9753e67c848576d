/** A day that could not keep up does not hurry after it. */
const BEHIND_MS = 500;
const LOOK_MS = 60_000;

/** How fast simulated time goes by. Whoever shows a day may change it while it runs. */
export class Pace {
  #speed: number;
  #isPaused = false;
  readonly #freeUntilMs: number;
  /** Since this moment it has gone by at one speed. */
  #since: { readonly atMs: number; readonly realMs: number } | undefined;
  #reachedMs: number | undefined;
  #wake: () => void = () => undefined;

  /** Simulated seconds for each real one; before `freeUntilMs` as fast as it goes. */
  constructor(speed: number, freeUntilMs = Number.NEGATIVE_INFINITY) {
    this.#speed = speed;
    this.#freeUntilMs = freeUntilMs;
  }

  get speed(): number {
    return this.#speed;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#startAgain();
  }

  pause(): void {
    this.#isPaused = true;
    this.#startAgain();
  }

  resume(): void {
    this.#isPaused = false;
    this.#startAgain();
  }

  /** Resolves when simulated time may go on to that time. */
  async until(atMs: number): Promise<void> {
    for (;;) {
      const earlyMs = this.#earlyBy(atMs);
      if (earlyMs <= 0) {
        this.#reachedMs = atMs;
        if (earlyMs < -BEHIND_MS) this.#startAgain();
        return;
      }
      await this.#wait(Math.min(earlyMs, LOOK_MS));
    }
  }

  #earlyBy(atMs: number): number {
    if (this.#isPaused) return Number.POSITIVE_INFINITY;
    if (atMs < this.#freeUntilMs) return Number.NEGATIVE_INFINITY;
    this.#since ??= { atMs: this.#reachedMs ?? atMs, realMs: performance.now() };
    const { atMs: fromMs, realMs } = this.#since;
    return realMs + (atMs - fromMs) / this.#speed - performance.now();
  }

  #startAgain(): void {
    this.#since = undefined;
    this.#wake();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
