import { type Random, randomStream } from '../../../local/traffic/random.ts';

/** What a seed decides, for one purpose; streams of other purposes are not moved by it. */
export class Draw {
  readonly #random: Random;

  constructor(seed: number, purpose: string) {
    this.#random = randomStream(seed, purpose);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.#random();
  }

  whole(from: number, to: number): number {
    return from + Math.floor((to - from + 1) * this.#random());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random());
  }

  /** Source: G. Box, M. Muller, Ann. Math. Stat. 29 (1958) 610. */
  normal(): number {
    const angle = 2 * Math.PI * this.#random();
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(angle);
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.whole(0, from.length - 1)];
    if (found === undefined) throw new Error('nothing to draw from');
    return found;
  }
}
