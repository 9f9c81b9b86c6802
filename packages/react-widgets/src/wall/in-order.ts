const collator = /* @__PURE__ */ new Intl.Collator(['zh-CN', 'en'], { numeric: true });

/** Numbers by their value, names as Chinese readers look them up. */
export function compareNames(one: string, other: string): number {
  return collator.compare(one, other);
}

/**
 * Sorts by key again and again, cheaply: as long as the keys stay where they are, so does the order, which is then applied and
 * not found anew.
 */
export function orderKeeper<Item>(
  keyOf: (item: Item) => string,
): (items: readonly Item[]) => readonly Item[] {
  let keys: readonly string[] = [];
  let order: readonly number[] = [];
  return (items) => {
    const same = keys.length === items.length && items.every((item, index) => keyOf(item) === keys[index]);
    if (!same) {
      keys = items.map(keyOf);
      const known = keys;
      order = known
        .map((_, index) => index)
        .sort((a, b) => compareNames(known[a] as string, known[b] as string));
    }
    return order.map((index) => items[index] as Item);
  };
}
