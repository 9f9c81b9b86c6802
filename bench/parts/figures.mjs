/** The value that a share of the values does not exceed: `quantile(all, 0.5)` is the median. NaN without values. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values) => quantile(values, 0.5);

/** A row that compares two figures of which the smaller is the better one; `ratio` is how many times better ours is. */
export function compare(name, ours, theirs, unit) {
  return { name, ours, theirs, unit, ratio: theirs === null ? null : theirs / ours };
}
