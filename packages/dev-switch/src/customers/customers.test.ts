import { describe, expect, it } from 'vitest';
import { ManualClock } from '../channels/testing/manual-clock.js';
import type { EndpointEvent } from '../endpoint.js';
import { Pacer } from '../media/pacer.js';
import { CustomerCall } from './customer-call.js';
import { type CustomerPlan, nextArrivalMs, planCustomer } from './customer-plan.js';
import { seededRandom } from './seeded-random.js';
import { SilentLine } from './silent-line.js';

const habits = { keys: '1', patienceS: 100, talkS: 60, regulars: ['13800138000'] };

describe('who calls when', () => {
  it('the same seed brings the same customers', () => {
    const day = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 20 }, () => planCustomer(random, habits));
    };
    expect(day(1)).toEqual(day(1));
    expect(day(1)).not.toEqual(day(2));
  });

  it('arrivals are a Poisson process: mean and standard deviation of the gaps are both 1/λ', () => {
    const random = seededRandom(3);
    const gaps = Array.from({ length: 20_000 }, () => nextArrivalMs(random, 90));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(mean / 40_000).toBeCloseTo(1, 1);
    expect(deviation / 40_000).toBeCloseTo(1, 1);
  });

  it('half of them are known, numbers are telephone numbers, and nobody is faster than he can be', () => {
    const random = seededRandom(4);
    const plans = Array.from({ length: 2_000 }, () => planCustomer(random, habits));
    const known = plans.filter((plan) => plan.caller === '13800138000').length;
    expect(known / plans.length).toBeCloseTo(0.5, 1);
    for (const plan of plans) {
      expect(plan.caller).toMatch(/^1[3-9]\d{9}$/);
      expect(plan.talkMs).toBeGreaterThanOrEqual(30_000);
      expect(plan.patienceMs).toBeGreaterThanOrEqual(5_000);
    }
  });
});

const plan: CustomerPlan = {
  caller: '13800138000',
  keys: '1',
  keysAfterMs: 2_000,
  patienceMs: 30_000,
  talkMs: 60_000,
  toneHertz: 440,
};

function called() {
  const clock = new ManualClock();
  const line = new SilentLine(new Pacer(), plan.caller, '4008001234');
  const events: EndpointEvent[] = [];
  line.onEvent = (event) => events.push(event);
  return { clock, line, events, call: new CustomerCall(line, plan, clock, null) };
}

describe('what a customer does', () => {
  it('presses his key when the menu has spoken, talks, and hangs up when all is said', async () => {
    const { clock, line, events, call } = called();
    await line.answer();
    await clock.advance(1_999);
    expect(events).toEqual([]);
    await clock.advance(1);
    expect(events).toMatchObject([{ event: 'digit', digit: '1' }]);
    await clock.advance(5_000);
    call.connected();
    await clock.advance(60_000);
    expect(events.at(-1)).toMatchObject({ event: 'hung-up', sipTerm: 'BYE' });
    expect(await call.ended).toEqual({
      how: 'served',
      cause: 'NORMAL_CLEARING',
      waitedMs: 7_000,
      talkedMs: 60_000,
    });
  });

  it('gives up when nobody talks to him in time', async () => {
    const { clock, line, call } = called();
    await line.answer();
    await clock.advance(30_000);
    expect(await call.ended).toMatchObject({ how: 'gave-up', waitedMs: 30_000, talkedMs: 0 });
  });

  it('given the switch refuses or cuts him off, then he says so', async () => {
    const refused = called();
    refused.line.hangUp('SWITCH_CONGESTION');
    expect(await refused.call.ended).toMatchObject({ how: 'refused', cause: 'SWITCH_CONGESTION' });
    const cut = called();
    await cut.line.answer();
    cut.line.hangUp('MANAGER_REQUEST');
    expect(await cut.call.ended).toMatchObject({ how: 'cut-off', cause: 'MANAGER_REQUEST' });
    expect(cut.events.filter((event) => event.event === 'hung-up')).toEqual([]);
  });

  it('does not let it ring for more than a minute', async () => {
    const { clock, call } = called();
    await clock.advance(60_000);
    expect(await call.ended).toMatchObject({ how: 'gave-up' });
  });
});
