const KEPT = 20;

/** What happened, step by step: the last twenty in words, all of it in one number. */
export class Steps {
  readonly #last: string[] = [];
  #count = 0;
  #hash = 0x811c9dc5;

  add(atMs: number, text: string): void {
    this.#count += 1;
    this.#digest(`${atMs} ${text}`);
    this.#last[this.#count % KEPT] = `${new Date(atMs).toISOString().slice(11, 23)}  ${text}`;
  }

  /** Oldest first. */
  get last(): string[] {
    const from = (this.#count % KEPT) + 1;
    const inOrder = Array.from({ length: KEPT }, (_, index) => this.#last[(from + index) % KEPT]);
    return inOrder.filter((step) => step !== undefined);
  }

  get count(): number {
    return this.#count;
  }

  /** Two runs that differ in any step differ in this. Source: FNV-1a, 32 bits. */
  get digest(): string {
    return `${this.#count}:${(this.#hash >>> 0).toString(16)}`;
  }

  #digest(text: string): void {
    let hash = this.#hash;
    for (let index = 0; index < text.length; index += 1)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    this.#hash = hash;
  }
}
