/** Beyond these a Map finds faster than a look at each. */
const FEW = 8;

/**
 * Things by key, in the order they came, of which there are mostly none or a few. It is used as a Map is; but a Map that runs
 * empty time and again makes its table anew each time, and the old tables keep all later ones from being collected.
 */
export class FewMap<Key, Thing> {
  readonly #keys: Key[] = [];
  readonly #things: Thing[] = [];
  /** They are all here, while they are many. */
  #many: Map<Key, Thing> | null = null;

  get size(): number {
    return this.#many?.size ?? this.#keys.length;
  }

  get(key: Key): Thing | undefined {
    if (this.#many !== null) return this.#many.get(key);
    const at = this.#keys.indexOf(key);
    return at < 0 ? undefined : this.#things[at];
  }

  has(key: Key): boolean {
    return this.#many === null ? this.#keys.includes(key) : this.#many.has(key);
  }

  /** One whose key is here keeps its place. */
  set(key: Key, thing: Thing): void {
    if (this.#many !== null) {
      this.#many.set(key, thing);
      return;
    }
    const at = this.#keys.indexOf(key);
    if (at >= 0) this.#things[at] = thing;
    else if (this.#keys.length === FEW) this.#becomeMany().set(key, thing);
    else {
      this.#keys.push(key);
      this.#things.push(thing);
    }
  }

  delete(key: Key): boolean {
    if (this.#many !== null) {
      const was = this.#many.delete(key);
      if (this.#many.size === 0) this.#many = null;
      return was;
    }
    const at = this.#keys.indexOf(key);
    if (at < 0) return false;
    for (let to = at; to < this.#keys.length - 1; to++) {
      this.#keys[to] = this.#keys[to + 1] as Key;
      this.#things[to] = this.#things[to + 1] as Thing;
    }
    this.#keys.pop();
    this.#things.pop();
    return true;
  }

  clear(): void {
    this.#many = null;
    this.#keys.length = 0;
    this.#things.length = 0;
  }

  /** Takes one after the other out and looks at it, also those that come meanwhile. */
  drain(look: (key: Key, thing: Thing) => void): void {
    while (this.size > 0) {
      for (const [key, thing] of this.#many ?? []) {
        this.delete(key);
        look(key, thing);
      }
      while (this.#keys.length > 0) {
        const [key, thing] = [this.#keys[0] as Key, this.#things[0] as Thing];
        this.delete(key);
        look(key, thing);
      }
    }
  }

  keys(): Iterable<Key> {
    return this.#many?.keys() ?? [...this.#keys];
  }

  values(): Iterable<Thing> {
    return this.#many?.values() ?? [...this.#things];
  }

  /** Those that are here when the walk begins. */
  [Symbol.iterator](): IterableIterator<[Key, Thing]> {
    if (this.#many !== null) return this.#many[Symbol.iterator]();
    return this.#keys.map((key, at): [Key, Thing] => [key, this.#things[at] as Thing])[Symbol.iterator]();
  }

  #becomeMany(): Map<Key, Thing> {
    const many = new Map(this);
    this.clear();
    this.#many = many;
    return many;
  }
}
