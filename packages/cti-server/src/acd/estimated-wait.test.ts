import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import { createPace, estimateFor, NO_PACE } from './estimated-wait.js';

const MINUTE = 60_000;

/** The agents have talked for a minute each when they hang up, one after the other, and take the next who waits. */
function serves(centre: Site, agents: readonly string[], { ringsMs = 0, talksMs = MINUTE } = {}): void {
  centre.pass(talksMs);
  for (const agent of agents) centre.hangsUp({ agent });
  centre.pass(ringsMs);
  for (const agent of agents) centre.answers(agent);
}

/** All agents talk, and so many wait behind. */
function busy(agents: readonly string[], waiting: number): Site {
  const centre = Site.staffed(agents, { wrapUpMs: 0 });
  for (const agent of agents) {
    centre.calls('orders', `1${agent}`);
    centre.answers(agent);
  }
  for (let caller = 0; caller < waiting; caller += 1) centre.calls('orders', `2${caller}`);
  return centre;
}

const estimate = (centre: Site) => centre.queue('orders').estimatedWaitMs;

describe('how long he will wait (ACD-6)', () => {
  test('two agents, one caller a minute each, every other leaves: 30 + 24 + 20 seconds with two before him', () => {
    const queue = {
      channel: 'voice',
      counts: { loggedIn: 3, ready: 0, aux: 1 },
      held: 0,
      ready: { length: 0 },
      pace: createPace({ ...NO_PACE, taken: 10, agentMs: 10 * MINUTE, left: 5, standingMs: 10 * MINUTE }),
    };
    expect(estimateFor(queue, 0)).toBe(30_000);
    expect(estimateFor(queue, 2)).toBe(74_000);
  });

  test('given nobody was taken yet, then nothing is known', () => {
    expect(estimate(busy(['1001'], 3))).toBeNull();
  });

  test('given an agent is ready, then he does not wait', () => {
    const centre = Site.staffed(['1001'], { wrapUpMs: 0 });
    expect(estimate(centre)).toBe(0);
  });

  test('given a caller a minute is taken, then each of those before him costs a minute', () => {
    const centre = busy(['1001'], 5);
    serves(centre, ['1001']);
    serves(centre, ['1001']);
    expect(estimate(centre)).toBe(4 * MINUTE);
  });

  test('it rings five seconds before an agent answers: he is busy with that too, and the caller hears it last', () => {
    const centre = busy(['1001'], 4);
    serves(centre, ['1001'], { ringsMs: 5_000 });
    serves(centre, ['1001'], { ringsMs: 5_000 });
    // The first was taken after a minute, the second after five seconds of ringing and a minute.
    expect(estimate(centre)).toBeCloseTo(3 * 62_500 + 5_000, -3);
  });

  test('given one of two agents pauses, then it takes twice as long, at once', () => {
    const centre = busy(['1001', '1002'], 8);
    serves(centre, ['1001', '1002']);
    serves(centre, ['1001', '1002']);
    const both = estimate(centre) ?? Number.NaN;
    expect(both / (2.5 * MINUTE)).toBeCloseTo(1, 1);
    centre.command('1002', 'agent.set-next', { next: { state: 'aux', reason: 'break' } });
    centre.hangsUp({ agent: '1002' });
    expect(estimate(centre)).toBe(2 * both);
    centre.command('1001', 'agent.set-next', { next: { state: 'logged-out' } });
    centre.hangsUp({ agent: '1001' });
    expect(estimate(centre)).toBeNull();
  });

  test('given callers before him give up, then he waits less', () => {
    const centre = busy(['1001'], 1);
    const impatient = [centre.calls('orders', '31'), centre.calls('orders', '32')];
    for (let caller = 0; caller < 3; caller += 1) centre.calls('orders', `4${caller}`);
    serves(centre, ['1001']);
    expect(estimate(centre)).toBe(6 * MINUTE);
    for (const legId of impatient) centre.hangsUp(legId);
    serves(centre, ['1001']);
    // Two left in nine minutes of waiting, three, of which two still stand, stay.
    const line = MINUTE * (1 + 1 / (1 + 2 / 9) + 1 / (1 + 4 / 9));
    expect((estimate(centre) ?? Number.NaN) / line).toBeCloseTo(1, 1);
    expect(estimate(centre)).toBeLessThan(2.6 * MINUTE);
  });

  test('given a shift begins while callers wait, then those who are taken at once say nothing of the pace', () => {
    const centre = Site.empty(['1001', '1002'], { wrapUpMs: 0 });
    for (let caller = 0; caller < 6; caller += 1) centre.calls('orders', `${caller}`);
    centre.comes('1001', '1002');
    for (const agent of ['1001', '1002']) centre.answers(agent);
    expect(estimate(centre)).toBeNull();
    centre.pass(MINUTE - 1_000);
    centre.hangsUp({ agent: '1001' });
    centre.answers('1001');
    expect(estimate(centre)).toBeGreaterThan(1.9 * MINUTE);
  });

  test('given an agent goes for a break and comes back while callers wait, then the pace is as it was', () => {
    const centre = busy(['1001', '1002'], 9);
    serves(centre, ['1001', '1002']);
    serves(centre, ['1001', '1002']);
    centre.command('1002', 'agent.set-next', { next: { state: 'aux', reason: 'break' } });
    centre.pass(MINUTE);
    for (const agent of ['1001', '1002']) centre.hangsUp({ agent });
    centre.answers('1001');
    centre.command('1002', 'agent.set-ready');
    centre.answers('1002');
    serves(centre, ['1001', '1002']);
    // One still stands; the two work off a caller in half a minute.
    expect((estimate(centre) ?? Number.NaN) / MINUTE).toBeCloseTo(1, 1);
  });

  test('time in which nobody waits is not counted', () => {
    const centre = busy(['1001'], 1);
    serves(centre, ['1001']);
    centre.pass(60 * MINUTE);
    expect(estimate(centre)).toBe(MINUTE);
  });

  test('time in which the switch is away is not counted', () => {
    const centre = busy(['1001'], 3);
    serves(centre, ['1001']);
    const before = estimate(centre);
    centre.disconnect();
    centre.pass(10 * MINUTE);
    centre.reconnect();
    expect(estimate(centre)).toBe(before);
  });

  test('an offer that nobody takes is no caller served', () => {
    const centre = busy(['1001', '1002'], 4);
    serves(centre, ['1001', '1002']);
    const before = estimate(centre) ?? Number.NaN;
    centre.pass(MINUTE);
    centre.hangsUp({ agent: '1001' });
    // He lets it ring, and is put into aux; the other one goes on alone.
    centre.pass(20_000);
    expect(centre.agent('1001').state).toBe('aux');
    expect(estimate(centre)).toBeGreaterThan(2 * before);
  });

  test('given settings change while callers wait, then the pace goes on', () => {
    const centre = busy(['1001'], 4);
    serves(centre, ['1001']);
    const before = estimate(centre);
    centre.reconfigure({
      queues: [{ queueId: 'orders', name: 'Orders', agents: ['1001'], wrapUpMs: 0, serviceLevelMs: 30_000 }],
    });
    expect(estimate(centre)).toBe(before);
    serves(centre, ['1001']);
    expect(estimate(centre)).toBe((before ?? Number.NaN) - MINUTE);
  });
});
