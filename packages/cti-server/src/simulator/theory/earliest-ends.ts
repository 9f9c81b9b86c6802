/** When the busy servers will be free, the soonest first: a binary heap of at most so many numbers. */
export class EarliestEnds {
  readonly #heap: Float64Array;
  #length = 0;

  constructor(limit: number) {
    this.#heap = new Float64Array(limit);
  }

  get isFull(): boolean {
    return this.#length === this.#heap.length;
  }

  /** Infinity when none is busy. */
  get first(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : (this.#heap[0] as number);
  }

  add(at: number): void {
    const heap = this.#heap;
    let place = this.#length++;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if ((heap[above] as number) <= at) break;
      heap[place] = heap[above] as number;
      place = above;
    }
    heap[place] = at;
  }

  replaceFirst(at: number): void {
    const heap = this.#heap;
    const length = this.#length;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= length) break;
      if (below + 1 < length && (heap[below + 1] as number) < (heap[below] as number)) below += 1;
      if (at <= (heap[below] as number)) break;
      heap[place] = heap[below] as number;
      place = below;
    }
    heap[place] = at;
  }

  removeFirst(): void {
    this.#length -= 1;
    if (this.#length > 0) this.replaceFirst(this.#heap[this.#length] as number);
  }
}
