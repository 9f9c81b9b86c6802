/**
 * First in, first out, of what is mostly a few and soon taken. It keeps its room: an array that runs empty gives its memory back
 * and asks for it anew the next time.
 */
export class Fifo<Item> {
  readonly #items: (Item | undefined)[] = [];
  #taken = 0;
  #count = 0;

  add(item: Item): void {
    this.#items[this.#count] = item;
    this.#count += 1;
  }

  /** The next one; undefined when all are taken. */
  take(): Item | undefined {
    if (this.#taken === this.#count) return undefined;
    const item = this.#items[this.#taken];
    this.#items[this.#taken] = undefined;
    this.#taken += 1;
    if (this.#taken === this.#count) {
      this.#taken = 0;
      this.#count = 0;
    }
    return item;
  }

  clear(): void {
    while (this.take() !== undefined);
  }

  takeAll(): Item[] {
    const all: Item[] = [];
    for (let item = this.take(); item !== undefined; item = this.take()) all.push(item);
    return all;
  }
}
