import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import type { StrategyName } from './acd.schema.js';

/** Three agents, ready in this order, of whom 1003 stands first in the queue's list. */
function site(strategy: StrategyName): Site {
  const centre = new Site({
    agents: { '1001': {}, '1002': {}, '1003': {} },
    queues: [{ queueId: 'orders', name: 'Orders', agents: ['1003', '1001', '1002'], strategy, wrapUpMs: 0 }],
  });
  centre.comes('1001', '1002', '1003');
  return centre;
}

/** The next call is answered, talked for so long, and over. */
function serve(centre: Site, talkMs: number): string {
  const caller = centre.calls('orders');
  const agent = centre.offeredTo(caller);
  if (agent === null) throw new Error('nobody is offered the call');
  centre.answers(agent);
  centre.pass(talkMs);
  centre.hangsUp(caller);
  centre.pass(1_000);
  return agent;
}

const inTurn = (strategy: StrategyName, talks: readonly number[]): string[] => {
  const centre = site(strategy);
  return talks.map((talkMs) => serve(centre, talkMs));
};

describe('who is offered the next call (ACD-3)', () => {
  test('linear: always the first of the list who is free', () => {
    expect(inTurn('linear', [1_000, 1_000, 1_000])).toEqual(['1003', '1003', '1003']);
  });

  test('round robin: the next of the list, and round again', () => {
    expect(inTurn('round-robin', [1_000, 1_000, 1_000, 1_000])).toEqual(['1003', '1001', '1002', '1003']);
  });

  test('round robin passes over who is busy, and comes back to him in his turn', () => {
    const centre = site('round-robin');
    const first = centre.calls('orders');
    centre.answers('1003');
    expect(serve(centre, 1_000)).toBe('1001');
    expect(serve(centre, 1_000)).toBe('1002');
    expect(serve(centre, 1_000)).toBe('1001');
    centre.hangsUp(first);
    expect(serve(centre, 1_000)).toBe('1002');
    expect(serve(centre, 1_000)).toBe('1003');
  });

  test('longest idle: whoever has been free longest', () => {
    expect(inTurn('longest-idle', [1_000, 1_000, 1_000, 1_000])).toEqual(['1001', '1002', '1003', '1001']);
  });

  test('fewest calls: whoever answered the fewest today, the first of the list among equals', () => {
    expect(inTurn('fewest-calls', [1_000, 1_000, 1_000, 1_000])).toEqual(['1003', '1001', '1002', '1003']);
  });

  test('least talk: whoever talked the least today', () => {
    expect(inTurn('least-talk', [60_000, 10_000, 10_000, 5_000, 5_000])).toEqual([
      '1003',
      '1001',
      '1002',
      '1001',
      '1002',
    ]);
  });

  test('a missed offer does not turn the list: the one behind him is next', () => {
    const centre = site('round-robin');
    const caller = centre.calls('orders');
    expect(centre.offeredTo(caller)).toBe('1003');
    centre.pass(20_000);
    expect(centre.agent('1003').auxReason).toBe('rona');
    expect(centre.offeredTo(caller)).toBe('1001');
  });

  test('most skilled: the highest level in what the call asks for', () => {
    const centre = new Site({
      agents: { junior: { english: 3 }, senior: { english: 8 }, other: { french: 90 } },
      queues: [
        {
          queueId: 'english',
          name: 'English',
          agents: ['junior', 'senior', 'other'],
          strategy: 'most-skilled',
          requires: { english: 2 },
        },
      ],
    });
    centre.comes('junior', 'other', 'senior');
    const one = centre.calls('english', '1');
    const two = centre.calls('english', '2');
    const three = centre.calls('english', '3');
    expect([one, two, three].map((leg) => centre.offeredTo(leg))).toEqual(['senior', 'junior', null]);
    expect(centre.decisions(three)[0]).toMatchObject({
      outcome: { is: 'waiting' },
      considered: [{ agentId: 'other', why: 'lacks-skill', detail: 'english≥2' }],
      skipped: { lacksSkill: 1, busy: 2 },
    });
  });

  test('rings of levels come before any strategy', () => {
    const centre = new Site({
      agents: { '1001': {}, '1002': {}, '1003': {} },
      queues: [
        {
          queueId: 'orders',
          name: 'Orders',
          agents: [{ agentId: '1001', level: 2 }, '1002', { agentId: '1003', level: 2 }],
        },
      ],
    });
    centre.comes('1001', '1003', '1002');
    const legs = ['1', '2', '3'].map((caller) => centre.calls('orders', caller));
    expect(legs.map((leg) => centre.offeredTo(leg))).toEqual(['1002', '1001', '1003']);
  });
});
