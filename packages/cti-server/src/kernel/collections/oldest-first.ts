interface Entry<Key, Thing> {
  readonly key: Key;
  thing: Thing;
  older: Entry<Key, Thing> | null;
  younger: Entry<Key, Thing> | null;
}

/**
 * Things by key, in the order they came. Taking the oldest costs the same however many came and went: whoever asks a Map for its
 * first key passes all that were deleted before it, and an iterator that is kept keeps what the Map has long replaced.
 */
export class OldestFirst<Key, Thing> {
  readonly #entries = new Map<Key, Entry<Key, Thing>>();
  #oldest: Entry<Key, Thing> | null = null;
  #youngest: Entry<Key, Thing> | null = null;

  get oldest(): { readonly key: Key; readonly thing: Thing } | null {
    return this.#oldest;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  get(key: Key): Thing | undefined {
    return this.#entries.get(key)?.thing;
  }

  /** It is the youngest from now on, even if its key was here. */
  add(key: Key, thing: Thing): void {
    let entry = this.#entries.get(key);
    if (entry) {
      this.#unlink(entry);
      entry.thing = thing;
    } else {
      entry = { key, thing, older: null, younger: null };
      this.#entries.set(key, entry);
    }
    entry.older = this.#youngest;
    entry.younger = null;
    if (this.#youngest) this.#youngest.younger = entry;
    else this.#oldest = entry;
    this.#youngest = entry;
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#unlink(entry);
    // Or it would keep all younger ones from being collected, for as long as it is not collected itself.
    entry.older = null;
    entry.younger = null;
    this.#entries.delete(key);
  }

  /** The oldest key, which is forgotten; undefined when there is none. */
  takeOldest(): Key | undefined {
    const oldest = this.#oldest;
    if (oldest === null) return undefined;
    this.delete(oldest.key);
    return oldest.key;
  }

  #unlink({ older, younger }: Entry<Key, Thing>): void {
    if (older) older.younger = younger;
    else this.#oldest = younger;
    if (younger) younger.older = older;
    else this.#youngest = older;
  }
}
