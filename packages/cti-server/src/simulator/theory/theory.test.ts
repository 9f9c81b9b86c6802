import { describe, expect, test } from 'vitest';
import { cobham } from './cobham.js';
import { erlangA } from './erlang-a.js';
import { erlangB } from './erlang-b.js';
import { erlangC } from './erlang-c.js';
import { prove } from './proof.js';
import type { ProofCase } from './proof-case.js';

const MINUTE = 60_000;

describe('the formulas', () => {
  test('Erlang C: 10 erlangs, 180 s, 14 agents', () => {
    const theory = erlangC({ agents: 14, callsPerHour: 200, handlingMs: 180_000 });
    expect(theory.delayed).toBeCloseTo(0.1741, 4);
    expect(theory.serviceLevel(20_000)).toBeCloseTo(0.8884, 4);
  });

  test('Erlang B: a table of 1917 still holds, and a thousand trunks do not overflow', () => {
    expect(erlangB(10, 10)).toBeCloseTo(0.2146, 4);
    expect(erlangB(1_000, 1_000)).toBeCloseTo(0.0247, 3);
  });

  test('more load than agents has no steady state without patience', () => {
    expect(() => erlangC({ agents: 2, callsPerHour: 60, handlingMs: 2 * MINUTE })).toThrow(RangeError);
  });

  test('Erlang A: who never gives up waits as in Erlang C', () => {
    const load = { agents: 14, callsPerHour: 200, handlingMs: 180_000 };
    const patient = erlangA({ ...load, patienceMs: 1e12 });
    expect(patient.meanWaitMs).toBeCloseTo(erlangC(load).meanWaitMs, 0);
    expect(patient.serviceLevel(20_000)).toBeCloseTo(0.8884, 3);
  });

  test('Erlang A: what comes in is answered or gives up', () => {
    const load = { agents: 50, callsPerHour: 1_120, handlingMs: 180_000 };
    const { abandonment, occupancy, serviceLevel } = erlangA({ ...load, patienceMs: 180_000 });
    expect(occupancy).toBeCloseTo(((1_120 / 20) * (1 - abandonment)) / 50, 6);
    expect(serviceLevel(3_600_000)).toBeCloseTo(1 - abandonment, 4);
  });

  test('Cobham: one class waits as in Erlang C, and two share its mean', () => {
    const { meanWaitMs } = cobham({ agents: 14, handlingMs: 180_000, callsPerHour: [80, 120] });
    const all = erlangC({ agents: 14, handlingMs: 180_000, callsPerHour: 200 }).meanWaitMs;
    expect((80 * (meanWaitMs[0] ?? 0) + 120 * (meanWaitMs[1] ?? 0)) / 200).toBeCloseTo(all, 3);
  });
});

type Sets = readonly [string, Omit<ProofCase, 'handlingMs' | 'serviceLevelMs' | 'seed'>][];

/** Short runs: `npm run bench -- theory --long` has those whose intervals are within 2 %. */
const sets: Sets = [
  [
    '5 agents, 5 erlangs, 2 min of patience',
    { agents: 5, erlangs: 5, patienceMs: 2 * MINUTE, calls: 5_000, plainCalls: 500_000 },
  ],
  [
    '14 agents, 10 erlangs, nobody gives up',
    { agents: 14, erlangs: 10, patienceMs: null, calls: 5_000, plainCalls: 1_000_000 },
  ],
  [
    '50 agents, 56 erlangs',
    { agents: 50, erlangs: 56, patienceMs: 3 * MINUTE, calls: 5_000, plainCalls: 500_000 },
  ],
  [
    '1,000 agents, 1,100 erlangs',
    { agents: 1_000, erlangs: 1_100, patienceMs: 3 * MINUTE, calls: 5_000, plainCalls: 1_000_000 },
  ],
  [
    '14 agents, 11 erlangs, three priorities',
    {
      agents: 14,
      erlangs: 11,
      patienceMs: null,
      classes: [0.2, 0.3, 0.5],
      calls: 5_000,
      plainCalls: 1_000_000,
    },
  ],
];

describe('the real distribution against theory (ACD-3)', () => {
  test.each(sets)('%s: every caller waits as theory has it', { timeout: 120_000 }, (_, set) => {
    const proof = { ...set, handlingMs: 3 * MINUTE, serviceLevelMs: 20_000, seed: 1 };
    for (const { figure, theory, apart, corrected } of prove(proof)) {
      // The same callers, through the kernel and through the queue of the formulas: alike but for rounding.
      expect(apart, figure).toBeLessThan(1e-6);
      // Twenty intervals of 95 %: one would miss by chance. At half as wide again it is one in three hundred.
      const off = Math.abs((corrected?.value ?? Number.NaN) - theory);
      expect(off, `${figure} ${corrected?.value} for ${theory}`).toBeLessThanOrEqual(
        1.5 * (corrected?.halfWidth ?? 0) + 1e-4 * theory,
      );
      expect(corrected?.halfWidth, figure).toBeLessThan(0.06 * theory);
    }
  });

  test('without a longer run the kernel speaks for itself', () => {
    const [wait] = prove({
      agents: 5,
      erlangs: 5,
      patienceMs: 2 * MINUTE,
      handlingMs: 3 * MINUTE,
      serviceLevelMs: 20_000,
      calls: 5_000,
      seed: 2,
    });
    expect(wait?.corrected).toBeNull();
    expect(Math.abs((wait?.simulated.value ?? 0) - (wait?.theory ?? 0))).toBeLessThan(
      1.5 * (wait?.simulated.halfWidth ?? 0),
    );
  });
});
