import { setImmediate } from 'node:timers/promises';

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Simulated time. Only this moves it: events run one at a time, in the order of their times and, within one
 * moment, in the order in which they were planned. After each event that may have resumed a function, everything
 * that can go on without another event has gone on.
 */
export class Scheduler {
  /** Lets those who were answered go on, until nobody can; whoever wants to know what that takes puts himself around it. */
  settling: (turn: () => Promise<void>) => Promise<void> = (turn) => turn();
  #nowMs: number;
  #order = 0;
  #hasResumed = false;
  readonly #heap: Event[] = [];

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.#nowMs + delayMs, run);
  }

  at(atMs: number, run: () => void): void {
    this.#order += 1;
    push(this.#heap, { atMs: Math.max(atMs, this.#nowMs), order: this.#order, run });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) =>
      this.after(ms, () => {
        this.resumed();
        resolve();
      }),
    );
  }

  /** Somebody was answered: what waits for that must go on before the next event. */
  resumed(): void {
    this.#hasResumed = true;
  }

  async runUntil(atMs: number): Promise<void> {
    await this.#settle();
    for (;;) {
      const [next] = this.#heap;
      if (!next || next.atMs > atMs) break;
      pop(this.#heap);
      this.#nowMs = next.atMs;
      next.run();
      await this.#settle();
    }
    this.#nowMs = atMs;
  }

  /** A turn of the event loop comes after every microtask, however many those bring with them. */
  async #settle(): Promise<void> {
    while (this.#hasResumed) {
      this.#hasResumed = false;
      await this.settling(setImmediate);
    }
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isBefore(event, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const a = heap[left];
    const b = heap[left + 1];
    if (!a) break;
    const [child, below] = b && isBefore(b, a) ? [b, left + 1] : [a, left];
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
}
