import { describe, expect, test } from 'vitest';
import { exponential } from './distributions.js';
import { batchMeans, controlledMeans, type Estimate } from './estimate.js';
import { randomStream } from './random.js';

const BATCHES = 40;
const REPEATS = 500;

/** Outcomes that follow a control of mean 1, bent as a queue's waits follow its load, with chance of their own. */
function batches(seed: number, bend: number) {
  const random = randomStream(seed, 'batches');
  const loads = Array.from({ length: BATCHES }, () => 0.5 + exponential(0.5, random));
  const values = loads.map((load) => load ** bend + exponential(0.2, random));
  return { values, controls: [{ values: loads, mean: 1 }] };
}

function repeated(of: (seed: number) => Estimate, truth: number) {
  const all = Array.from({ length: REPEATS }, (_, seed) => of(seed));
  const mean = (what: (one: Estimate) => number) => all.reduce((sum, one) => sum + what(one), 0) / REPEATS;
  return {
    bias: mean(({ value }) => value) - truth,
    covered: mean(({ value, halfWidth }) => (Math.abs(value - truth) <= halfWidth ? 1 : 0)),
    halfWidth: mean(({ halfWidth }) => halfWidth),
  };
}

describe('what a simulated figure is worth (ACD-8)', () => {
  test('19 of 20 intervals hold the truth, with and without controls', () => {
    const truth = 1.2;
    const plain = repeated((seed) => batchMeans(batches(seed, 1).values), truth);
    const controlled = repeated((seed) => {
      const { values, controls } = batches(seed, 1);
      return controlledMeans(values, controls);
    }, truth);
    for (const { covered } of [plain, controlled]) {
      expect(covered).toBeGreaterThan(0.91);
      expect(covered).toBeLessThan(0.98);
    }
    expect(controlled.halfWidth).toBeLessThan(0.45 * plain.halfWidth);
  });

  test('a wait that bends with the load is not drawn down by its correction', () => {
    // E[(0.5 + X)²] of an exponential X of mean 0.5, and 0.2.
    const truth = 0.25 + 0.5 + 0.5 + 0.2;
    const { bias, covered } = repeated((seed) => {
      const { values, controls } = batches(seed, 2);
      return controlledMeans(values, controls);
    }, truth);
    // Corrected by slopes of all batches at once it is 1.8 %, downwards.
    expect(Math.abs(bias)).toBeLessThan(0.01 * truth);
    expect(covered).toBeGreaterThan(0.82);
  });

  test('too few batches for the controls: their means stand alone', () => {
    const controls = [{ values: [1, 2, 3], mean: 2 }];
    expect(controlledMeans([1, 2, 4], controls)).toEqual(batchMeans([1, 2, 4]));
  });
});
