/** What happens next, in the order of time; events of the same instant keep the order they were made in. */
export interface Agenda {
  at(atMs: number, happen: (atMs: number) => void): void;
  /** Lets everything up to and including `toMs` happen. */
  runTo(toMs: number): void;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly happen: (atMs: number) => void;
}

/** A binary heap: a day holds a million calls. */
export function createAgenda(): Agenda {
  const heap: Entry[] = [];
  let made = 0;
  return {
    at: (atMs, happen) => {
      made += 1;
      heap.push({ atMs, order: made, happen });
      rise(heap, heap.length - 1);
    },
    runTo: (toMs) => {
      for (let next = heap[0]; next && next.atMs <= toMs; next = heap[0]) {
        takeFirst(heap);
        next.happen(next.atMs);
      }
    },
  };
}

function takeFirst(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  heap[0] = last;
  sink(heap, 0);
}

function rise(heap: Entry[], from: number): void {
  let index = from;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(heap, index, parent)) return;
    swap(heap, index, parent);
    index = parent;
  }
}

function sink(heap: Entry[], from: number): void {
  let index = from;
  for (;;) {
    const left = 2 * index + 1;
    let first = index;
    if (isBefore(heap, left, first)) first = left;
    if (isBefore(heap, left + 1, first)) first = left + 1;
    if (first === index) return;
    swap(heap, index, first);
    index = first;
  }
}

function isBefore(heap: readonly Entry[], a: number, b: number): boolean {
  const first = heap[a];
  const second = heap[b];
  if (!first || !second) return false;
  return first.atMs < second.atMs || (first.atMs === second.atMs && first.order < second.order);
}

function swap(heap: Entry[], a: number, b: number): void {
  const first = heap[a];
  const second = heap[b];
  if (!first || !second) return;
  heap[a] = second;
  heap[b] = first;
}
