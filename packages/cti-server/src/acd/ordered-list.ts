/** A list kept in order: finding is a binary search, the first one is at hand, nothing is ever sorted anew. */
export class OrderedList<Item> {
  readonly #items: Item[] = [];
  readonly #compare: (one: Item, other: Item) => number;

  /** `compare` must tell any two different items apart. */
  constructor(compare: (one: Item, other: Item) => number) {
    this.#compare = compare;
  }

  get length(): number {
    return this.#items.length;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  add(item: Item): void {
    const last = this.#items.at(-1);
    // As most do that are in the order they came.
    if (last === undefined || this.#compare(last, item) < 0) {
      this.#items.push(item);
      return;
    }
    const at = this.countBefore(item);
    const there = this.#items[at];
    if (there !== undefined && this.#compare(there, item) === 0) return;
    this.#items.splice(at, 0, item);
  }

  remove(item: Item): void {
    const at = this.countBefore(item);
    const there = this.#items[at];
    if (there !== undefined && this.#compare(there, item) === 0) this.#items.splice(at, 1);
  }

  [Symbol.iterator](): IterableIterator<Item> {
    return this.#items[Symbol.iterator]();
  }

  /** How many stand before an item, whether it is in the list itself or not. */
  countBefore(item: Item): number {
    let from = 0;
    let to = this.#items.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#compare(this.#items[middle] as Item, item) >= 0) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}
