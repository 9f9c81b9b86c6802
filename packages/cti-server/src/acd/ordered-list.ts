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

  at(index: number): Item | undefined {
    return this.#items[index];
  }

  /** The first index whose item the test holds for, when it holds for all behind it too; `length` when for none. */
  indexWhere(holds: (item: Item) => boolean): number {
    let from = 0;
    let to = this.#items.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (holds(this.#items[middle] as Item)) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  add(item: Item): void {
    const at = this.#placeOf(item);
    const there = this.#items[at];
    if (there !== undefined && this.#compare(there, item) === 0) return;
    this.#items.splice(at, 0, item);
  }

  remove(item: Item): void {
    const at = this.#placeOf(item);
    const there = this.#items[at];
    if (there !== undefined && this.#compare(there, item) === 0) this.#items.splice(at, 1);
  }

  [Symbol.iterator](): IterableIterator<Item> {
    return this.#items[Symbol.iterator]();
  }

  #placeOf(item: Item): number {
    return this.indexWhere((other) => this.#compare(other, item) >= 0);
  }
}
