/** Numbers and beginnings of numbers: a set, however long the list, looked up in the length of the number asked about. */
export interface NumberSet {
  has(number: string): boolean;
}

/** Reads patterns: digits stand for the very number, a trailing `*` for every number that begins so. */
export function numberSet(patterns: readonly string[]): NumberSet {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const pattern of patterns) {
    if (pattern.endsWith('*')) beginnings.add(pattern.slice(0, -1));
    else whole.add(pattern);
  }
  const lengths = [...new Set([...beginnings].map((beginning) => beginning.length))].sort((a, b) => a - b);
  return {
    has: (number) =>
      whole.has(number) ||
      lengths.some((length) => length <= number.length && beginnings.has(number.slice(0, length))),
  };
}
