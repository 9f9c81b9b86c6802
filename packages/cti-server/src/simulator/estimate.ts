/** A figure with its uncertainty: the true value lies within `value ± halfWidth` with 95 % confidence. */
export interface Estimate {
  readonly value: number;
  /** Not a number when there are too few batches to say. */
  readonly halfWidth: number;
}

/**
 * Batch means (Law and Kelton, Simulation Modeling and Analysis, 9.5.3): the run is cut into long batches, whose means
 * are nearly independent.
 */
export function batchMeans(values: readonly number[]): Estimate {
  const known = values.filter(Number.isFinite);
  const count = known.length;
  const mean = meanOf(known);
  if (count < 2) return { value: mean, halfWidth: Number.NaN };
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { value: mean, halfWidth: studentT(count - 1) * Math.sqrt(variance / count) };
}

/** A quantity of the same batches whose true mean is known. */
export interface Control {
  readonly values: readonly number[];
  readonly mean: number;
}

/**
 * Batch means with control variates: what the batches' realised arrivals and talk times were, above or below what they
 * should be on average, explains much of the scatter, and is taken out by regression (Lavenberg and Welch 1981, "A
 * perspective on the use of control variables"). Each batch is corrected by what the others say, so that a batch that
 * stands out does not choose its own correction ("splitting": Nelson 1990, "Control variate remedies").
 */
export function controlledMeans(values: readonly number[], controls: readonly Control[]): Estimate {
  if (values.length < 2 * (controls.length + 2)) return batchMeans(values);
  return batchMeans(
    values.map((value, at) => {
      const slopes = slopesOf(without(values, at), controls, at);
      return controls.reduce(
        (left, { values: known, mean }, which) => left - (slopes[which] ?? 0) * ((known[at] ?? 0) - mean),
        value,
      );
    }),
  );
}

/** Least squares over all batches but one. */
function slopesOf(values: readonly number[], controls: readonly Control[], leftOut: number): number[] {
  const centred = (of: readonly number[]) => {
    const mean = meanOf(of);
    return of.map((value) => value - mean);
  };
  const outcome = centred(values);
  const columns = controls.map((control) => centred(without(control.values, leftOut)));
  return solve(
    columns.map((one) => columns.map((other) => dot(one, other))),
    columns.map((column) => dot(column, outcome)),
  );
}

function without(values: readonly number[], leftOut: number): number[] {
  return values.filter((_, at) => at !== leftOut);
}

/** The 97.5 % quantile of Student's t (Abramowitz and Stegun 26.7.5, good to three figures from 5 degrees on). */
export function studentT(degrees: number): number {
  const z = 1.959_963_985;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

/** Gauss's elimination with pivots, for the few equations there are. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const top = rows[pivot] as number[];
    rows[pivot] = rows[column] as number[];
    rows[column] = top;
    const lead = top[column] ?? 0;
    if (lead === 0) continue;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const line = rows[row] as number[];
      const factor = (line[column] ?? 0) / lead;
      for (let at = column; at <= size; at++) line[at] = (line[at] ?? 0) - factor * (top[at] ?? 0);
    }
  }
  return rows.map((row, at) => ((row[at] ?? 0) === 0 ? 0 : (row[size] ?? 0) / (row[at] as number)));
}
