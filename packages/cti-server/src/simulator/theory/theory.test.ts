import { describe, expect, test } from 'vitest';
import { cobham } from './cobham.js';
import { erlangA } from './erlang-a.js';
import { erlangB } from './erlang-b.js';
import { erlangC } from './erlang-c.js';
import { type ProofCase, prove } from './proof.js';

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

/** Short runs: `npm run bench simulator` has long ones, whose intervals are within 2 %. */
const cases: readonly [string, Omit<ProofCase, 'handlingMs' | 'serviceLevelMs' | 'seed'>][] = [
  [
    '5 agents, 5 erlangs, 2 min of patience',
    { agents: 5, erlangs: 5, patienceMs: 2 * MINUTE, calls: 30_000 },
  ],
  ['14 agents, 10 erlangs, nobody gives up', { agents: 14, erlangs: 10, patienceMs: null, calls: 30_000 }],
  ['14 agents, 14 erlangs', { agents: 14, erlangs: 14, patienceMs: 3 * MINUTE, calls: 30_000 }],
  ['50 agents, 56 erlangs', { agents: 50, erlangs: 56, patienceMs: 3 * MINUTE, calls: 30_000 }],
  ['200 agents, 220 erlangs', { agents: 200, erlangs: 220, patienceMs: 3 * MINUTE, calls: 30_000 }],
  ['1,000 agents, 1,100 erlangs', { agents: 1_000, erlangs: 1_100, patienceMs: 3 * MINUTE, calls: 60_000 }],
];

describe('the real distribution against theory (ACD-3)', () => {
  test.each(cases)('%s: the formulas lie where the simulation says', { timeout: 120_000 }, (_, proof) => {
    for (const { figure, theory, simulated } of prove({
      ...proof,
      handlingMs: 3 * MINUTE,
      serviceLevelMs: 20_000,
      seed: 1,
    })) {
      // Twenty intervals of 95 %: one would miss by chance. At half as wide again it is one in three hundred.
      const off = Math.abs(simulated.value - theory);
      expect(off, `${figure} ${simulated.value} for ${theory}`).toBeLessThanOrEqual(
        1.5 * simulated.halfWidth + 1e-3 * theory,
      );
      if (figure === 'occupancy') expect(simulated.halfWidth).toBeLessThan(0.01);
    }
  });

  test('two queues of strict priority wait as Cobham says', { timeout: 120_000 }, async () => {
    const { checkScenario } = await import('../scenario.schema.js');
    const { simulate } = await import('../simulation.js');
    const talk = { is: 'exponential', meanMs: 180_000 } as const;
    const result = simulate(
      checkScenario({
        name: 'priorities',
        durationMs: 200 * 3_600_000,
        warmUpMs: 2 * 3_600_000,
        queues: [
          { queueId: 'first', name: 'First', wrapUpMs: 0, weight: 1, ageing: 0 },
          { queueId: 'second', name: 'Second', wrapUpMs: 0, ageing: 0 },
        ],
        agents: [{ group: 'a', count: 14, queues: [{ queueId: 'first' }, { queueId: 'second' }] }],
        customers: [
          { name: 'f', queueId: 'first', arrivals: { perHour: 100 }, talk },
          { name: 's', queueId: 'second', arrivals: { perHour: 130 }, talk },
        ],
      }),
    );
    const { meanWaitMs } = cobham({ agents: 14, handlingMs: 180_000, callsPerHour: [100, 130] });
    result.queues.forEach(({ meanWaitMs: simulated }, at) => {
      expect(Math.abs(simulated.value - (meanWaitMs[at] ?? 0))).toBeLessThanOrEqual(
        1.5 * simulated.halfWidth,
      );
    });
    expect(result.queues[1]?.meanWaitMs.value).toBeGreaterThan(2 * (result.queues[0]?.meanWaitMs.value ?? 0));
  });
});
