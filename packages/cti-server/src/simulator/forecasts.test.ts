import { describe, expect, test } from 'vitest';
import type { QueueResult } from './figures.types.js';
import { ForecastErrors } from './forecast-errors.js';
import { htmlReport } from './report/html-report.js';
import { textReport } from './report/text-report.js';
import { checkScenario, type ScenarioInput } from './scenario.schema.js';
import { simulate } from './simulation.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** More callers than two agents can serve, each for exactly a minute; those who come wait for ever. */
const steady: ScenarioInput = {
  name: 'a minute each',
  seed: 3,
  durationMs: 2 * HOUR,
  warmUpMs: HOUR / 2,
  queues: [{ queueId: 'q', name: 'Q', wrapUpMs: 0, announce: { language: 'en', wait: {} } }],
  agents: [{ group: 'a', count: 2, queues: [{ queueId: 'q' }] }],
  customers: [{ name: 'c', queueId: 'q', arrivals: { perHour: 115 }, talk: MINUTE }],
};

const impatient: ScenarioInput = {
  name: 'a spot',
  seed: 4,
  durationMs: 6 * HOUR,
  queues: [{ queueId: 'q', name: 'Q', wrapUpMs: 10_000 }],
  agents: [{ group: 'a', count: 20, queues: [{ queueId: 'q' }], answers: 2_000 }],
  customers: [
    {
      name: 'c',
      queueId: 'q',
      arrivals: {
        profile: [
          { fromMs: 0, perHour: 300 },
          { fromMs: HOUR, perHour: 1_200 },
          { fromMs: 3 * HOUR, perHour: 300 },
        ],
      },
      talk: { is: 'exponential', meanMs: 2 * MINUTE },
      patience: { is: 'exponential', meanMs: 3 * MINUTE },
    },
  ],
};

function forecastsOf(scenario: ScenarioInput): QueueResult['forecasts'] {
  return simulate(checkScenario(scenario)).total.forecasts;
}

describe('how well waits are foretold (ACD-6, ACD-8)', () => {
  test('a forecast of 60 s for waits of 50 and 100 s', () => {
    const errors = new ForecastErrors();
    for (const waitMs of [50_000, 100_000]) {
      errors.waited(waitMs);
      errors.foretold('estimate', 60_000, waitMs);
    }
    const { callers, meanWaitMs, estimate, headOfLine, bySize } = errors.result();
    expect({ callers, meanWaitMs }).toEqual({ callers: 2, meanWaitMs: 75_000 });
    expect(estimate).toEqual({
      count: 2,
      biasMs: -15_000,
      meanErrorMs: 25_000,
      relativeError: 25 / 75,
      withinQuarter: 0.5,
      withinHalf: 1,
    });
    expect(headOfLine.count).toBe(0);
    expect(bySize.map(({ callers: told }) => told)).toEqual([0, 2, 0, 0, 0, 0]);
  });

  test('given each call takes a minute, then the estimate is off by what is left of the first ones', () => {
    const { callers, meanWaitMs, estimate, announced, lastServed, queueLength } = forecastsOf(steady);
    expect(callers).toBeGreaterThan(100);
    expect(meanWaitMs).toBeGreaterThan(MINUTE);
    // Two agents: somebody becomes free every half a minute.
    expect(estimate.meanErrorMs).toBeLessThan(MINUTE / 2);
    expect(queueLength.meanErrorMs).toBeLessThan(MINUTE / 2);
    expect(lastServed.meanErrorMs).toBeGreaterThan(estimate.meanErrorMs);
    // The nearer his turn, the less is left to be wrong about.
    expect(announced.count).toBeGreaterThan(callers);
    expect(announced.meanErrorMs).toBeLessThan(MINUTE / 2);
  });

  test('given a spot and callers who give up, then it is nearer than the other methods', () => {
    const { callers, estimate, lastServed, headOfLine, queueLength } = forecastsOf(impatient);
    expect(callers).toBeGreaterThan(1_000);
    for (const other of [lastServed, headOfLine, queueLength])
      expect(estimate.relativeError).toBeLessThan(0.8 * other.relativeError);
    expect(estimate.relativeError).toBeLessThan(0.25);
    expect(Math.abs(estimate.biasMs)).toBeLessThan(0.5 * estimate.meanErrorMs);
  });

  test('whoever finds an agent free is told nothing, and the reports say nothing of forecasts', () => {
    const quiet = { ...impatient, agents: [{ ...impatient.agents[0], count: 200 }] } as ScenarioInput;
    const result = simulate(checkScenario(quiet));
    expect(result.total.forecasts.callers).toBe(0);
    expect(textReport(result)).not.toContain('foretold');
    expect(htmlReport(result)).not.toMatch(/foretold|NaN/);
  });

  test('both reports have it, beside the other methods', () => {
    const result = simulate(checkScenario(impatient));
    expect(textReport(result)).toMatch(/of wait +bias +±25 % +±50 % +LES +HOL +QL\nall +\d+ +[\d.]+ s/);
    const page = htmlReport(result);
    expect(page).toContain('LES: wait of the last one served');
    expect(page).toContain('≤ 60.0 s');
    expect(page).not.toMatch(/NaN|undefined/);
  });
});
