/**
 * How often a property is tried. The same histories each time, so that a red run can be had again;
 * `CALLWEAVE_FUZZ_RUNS` tries more of them, `CALLWEAVE_FUZZ_SEED` others.
 */
export function fuzzRuns(standard: number): { readonly seed: number; readonly numRuns: number } {
  return {
    seed: Number(process.env.CALLWEAVE_FUZZ_SEED ?? 20_261_123),
    numRuns: Number(process.env.CALLWEAVE_FUZZ_RUNS ?? standard),
  };
}

/** A deadline for as many runs, ms: twenty times what one takes. */
export function fuzzMs(): number {
  return Math.max(30_000, Number(process.env.CALLWEAVE_FUZZ_RUNS ?? 0) * 1_000);
}
