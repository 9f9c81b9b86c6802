import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { htmlReport } from './report/html-report.js';
import { textReport } from './report/text-report.js';
import { checkScenario, type ScenarioInput } from './scenario.schema.js';
import { simulate } from './simulation.js';

const HOUR = 3_600_000;

const small: ScenarioInput = {
  name: 'A small shop',
  seed: 7,
  durationMs: 4 * HOUR,
  warmUpMs: HOUR,
  queues: [{ queueId: 'orders', name: 'Orders', wrapUpMs: 20_000 }],
  agents: [
    {
      group: 'day',
      count: 6,
      queues: [{ queueId: 'orders' }],
      answers: { is: 'uniform', fromMs: 1_000, toMs: 6_000 },
      misses: 0.05,
      pauses: { perHour: 1, length: 300_000 },
    },
  ],
  customers: [
    {
      name: 'callers',
      queueId: 'orders',
      arrivals: { perHour: 100 },
      talk: { is: 'log-normal', meanMs: 150_000, cv: 0.8 },
      patience: { is: 'exponential', meanMs: 120_000 },
    },
  ],
};

const run = (change: Partial<ScenarioInput> = {}) => simulate(checkScenario({ ...small, ...change }));

describe('a simulated centre', () => {
  test('the same seed gives the same figures to the last digit, another seed others', () => {
    expect(JSON.stringify(run())).toBe(JSON.stringify(run()));
    expect(run({ seed: 8 }).total.meanWaitMs.value).not.toBe(run().total.meanWaitMs.value);
  });

  test('the times of the states add up to the time logged in', () => {
    const [group] = run().groups;
    expect(group?.loggedInMs).toBeCloseTo(6 * 3 * HOUR, 3);
    expect(group?.stateMs.aux).toBeGreaterThan(0);
    expect(group?.stateMs['wrap-up']).toBeGreaterThan(0);
  });

  test('nobody is lost: who entered was answered, gave up, or still waits at the end', () => {
    const { entered, answered, abandoned } = run().total;
    expect(answered + abandoned).toBeLessThanOrEqual(entered);
    expect(entered - answered - abandoned).toBeLessThan(20);
    expect(entered).toBeGreaterThan(250);
  });

  test('opening hours go by a calendar that begins on Monday, 5 January 2026, in the zone they name', () => {
    const hours = (day: number) => ({
      timeZone: 'Europe/London',
      weekly: [{ days: [day], from: '00:00', to: '02:00' }],
    });
    const closed = [{ when: { is: 'closed' as const }, target: { to: 'hang-up' as const } }];
    const answeredFrom = (day: number, untilHour: number) => {
      const queues = [{ queueId: 'orders', name: 'Orders', hours: hours(day), overflow: closed }];
      const { intervals } = run({ queues, warmUpMs: 0 });
      const inTime = intervals.filter(({ fromMs }) => fromMs < untilHour * HOUR);
      return { open: sum(inTime), later: sum(intervals) - sum(inTime) };
    };
    const sum = (intervals: readonly { readonly answered: number }[]) =>
      intervals.reduce((total, { answered }) => total + answered, 0);
    const monday = answeredFrom(1, 2);
    expect(monday.open).toBeGreaterThan(150);
    expect(monday.later).toBe(0);
    expect(answeredFrom(2, 4)).toEqual({ open: 0, later: 0 });
  });

  test('without a free trunk a customer is blocked', () => {
    const [callers] = small.customers;
    if (callers === undefined) throw new Error('no customers');
    const { total } = run({
      trunks: [{ name: 'isdn', channels: 4 }],
      customers: [{ ...callers, trunk: 'isdn' }],
    });
    expect(total.blocked).toBeGreaterThan(20);
  });

  test('phones that refuse, browsers that vanish and a switch that goes away lose nobody', () => {
    const { total } = run({
      faults: {
        phoneRefuses: 0.05,
        browserLost: { perAgentHour: 3, length: { is: 'uniform', fromMs: 500, toMs: 40_000 } },
        switchAway: [{ atMs: 2 * HOUR, lengthMs: 20_000 }],
      },
    });
    expect(total.missedOffers).toBeGreaterThan(0);
    expect(total.entered - total.answered - total.abandoned).toBeLessThan(30);
  });

  test('a night without agents: everybody gives up', () => {
    const [day] = small.agents;
    if (day === undefined) throw new Error('no agents');
    const { total } = run({ agents: [{ ...day, shift: { fromMs: 0, untilMs: HOUR / 2 } }] });
    expect(total.answered).toBe(0);
    expect(total.abandonment.value).toBe(1);
  });

  test('every mistake of a scenario is named', () => {
    const [callers] = small.customers;
    if (callers === undefined) throw new Error('no customers');
    const wrong = { ...small, warmUpMs: 9 * HOUR, customers: [{ ...callers, queueId: 'none', trunk: 'no' }] };
    expect(() => checkScenario(wrong)).toThrow(
      /3 mistake\(s\)[\s\S]*there is no queue none[\s\S]*there is no trunk no/,
    );
  });

  test('the scenario that ships with the server runs, and its report is whole', () => {
    const file = new URL('../../scenarios/tv-shopping.json', import.meta.url);
    const result = simulate(checkScenario(JSON.parse(readFileSync(file, 'utf8'))));
    expect(result.total.entered).toBeGreaterThan(3_000);
    expect(textReport(result)).toContain('vip');
    const page = htmlReport(result);
    expect(page.match(/<svg/g)).toHaveLength(4);
    expect(page).not.toMatch(/NaN|undefined/);
  });
});
