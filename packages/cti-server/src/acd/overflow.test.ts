import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import type { QueueInput } from './acd.schema.js';

const NOON = Date.UTC(2026, 10, 21, 4, 0); // a Saturday, 12:00 in Shanghai

type Rules = NonNullable<QueueInput['overflow']>;

function site(overflow: Rules, queue: Partial<QueueInput> = {}): Site {
  return new Site({
    agents: { '1001': {}, '2001': {} },
    queues: [
      { queueId: 'orders', name: 'Orders', agents: ['1001'], overflow, ...queue },
      { queueId: 'spare', name: 'Spare', agents: ['2001'] },
    ],
  });
}

const toSpare = { to: 'queue', queueId: 'spare' } as const;

describe('callers a queue does not keep (ACD-4)', () => {
  test('given the queue is full, then the next one waits elsewhere', () => {
    const centre = site([{ when: { is: 'length', atLeast: 2 }, target: toSpare }]);
    const callers = ['1', '2', '3'].map((caller) => centre.calls('orders', caller));
    expect(callers.map((leg) => centre.callOf(leg).queueId)).toEqual(['orders', 'orders', 'spare']);
    expect(centre.queue('orders').today).toMatchObject({ entered: 3, overflowed: 1 });
    expect(centre.queue('spare').today.entered).toBe(1);
  });

  test('given nobody in time, then he goes on with the time he has waited', () => {
    const centre = site([{ when: { is: 'waited', ms: 60_000 }, target: toSpare }]);
    const caller = centre.calls('orders', '1');
    const { queuedAt } = centre.callOf(caller);
    centre.pass(30_000);
    const later = centre.calls('spare', '2');
    centre.pass(30_000);
    expect(centre.callOf(caller)).toMatchObject({ queueId: 'spare', queuedAt });
    centre.comes('2001');
    expect([centre.offeredTo(caller), centre.offeredTo(later)]).toEqual(['2001', null]);
  });

  test('given the last agent logs out, then those who wait are sent on', () => {
    const centre = site([{ when: { is: 'nobody-logged-in' }, target: toSpare }]);
    centre.comes('1001');
    const busy = centre.calls('orders', '1');
    centre.answers('1001');
    const waiting = centre.calls('orders', '2');
    expect(centre.callOf(waiting).queueId).toBe('orders');
    centre.command('1001', 'agent.set-next', { next: { state: 'logged-out' } });
    centre.hangsUp(busy);
    centre.command('1001', 'agent.finish-wrap-up');
    expect(centre.callOf(waiting).queueId).toBe('spare');
  });

  test('given all pause, then he hears that and the call is ended', () => {
    const centre = site([
      {
        when: { is: 'all-paused' },
        target: { to: 'hang-up', sound: { kind: 'prompt', name: 'call-again-later' } },
      },
    ]);
    centre.command('1001', 'agent.log-in', { device: 'browser' });
    const caller = centre.calls('orders');
    expect(centre.switch.orders.at(-1)).toMatchObject({ do: 'switch.play', tag: 'farewell' });
    centre.pass(120_000);
    expect(centre.callOf(caller)).toMatchObject({ phase: 'ended', endedBy: 'system' });
    expect(centre.queue('orders').today).toMatchObject({ overflowed: 1, abandoned: 0 });
  });

  test('given the estimate is too long, then he is not let in', () => {
    const centre = site([{ when: { is: 'estimated-wait', atLeastMs: 30_000 }, target: toSpare }], {
      wrapUpMs: 0,
    });
    centre.comes('1001');
    // Each caller takes a minute while another waits: that is the pace the estimate learns.
    let talking = centre.calls('orders', '0');
    let waiting = centre.calls('orders', '1');
    for (let turn = 2; turn < 5; turn++) {
      centre.answers('1001');
      const next = turn === 2 ? centre.calls('orders', `${turn}`) : null;
      centre.pass(60_000);
      centre.hangsUp(talking);
      talking = waiting;
      if (next !== null) waiting = next;
      if (turn === 3) break;
    }
    expect(centre.queue('orders').estimatedWaitMs).toBeGreaterThanOrEqual(60_000);
    expect(centre.callOf(centre.calls('orders', '9')).queueId).toBe('spare');
  });

  test('given the shop is closed, then whoever calls is sent on, and while it is open he is not', () => {
    const hours = {
      timeZone: 'Asia/Shanghai',
      weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
      // 调休: a Saturday that is worked.
      days: { '2026-11-21': [{ from: '10:00', to: '16:00' }] },
    };
    const centre = site([{ when: { is: 'closed' }, target: toSpare }], { hours });
    centre.nowMs = NOON;
    expect(centre.callOf(centre.calls('orders', '1')).queueId).toBe('orders');
    centre.nowMs = NOON + 4 * 3_600_000;
    expect(centre.callOf(centre.calls('orders', '2')).queueId).toBe('spare');
  });

  test('two queues that send to each other toss nobody to and fro', () => {
    const centre = new Site({
      agents: { '1001': {} },
      queues: [
        {
          queueId: 'a',
          name: 'A',
          agents: ['1001'],
          overflow: [{ when: { is: 'nobody-logged-in' }, target: { to: 'queue', queueId: 'b' } }],
        },
        {
          queueId: 'b',
          name: 'B',
          agents: ['1001'],
          overflow: [{ when: { is: 'nobody-logged-in' }, target: { to: 'queue', queueId: 'a' } }],
        },
      ],
    });
    const caller = centre.calls('a');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', queueId: 'b' });
    centre.comes('1001');
    expect(centre.offeredTo(caller)).toBe('1001');
  });

  test('an agent of his own choice is waited for, then the queue goes on', () => {
    const centre = site([
      { when: { is: 'waited', ms: 10_000 }, target: { to: 'agent', agentId: '2001', waitMs: 20_000 } },
    ]);
    centre.command('2001', 'agent.log-in', { device: 'browser' });
    const caller = centre.calls('orders');
    centre.pass(10_000);
    expect(centre.decisions(caller).at(-2)?.outcome).toEqual({ is: 'overflowed', to: 'agent 2001' });
    centre.comes('1001');
    expect(centre.offeredTo(caller)).toBeNull();
    centre.command('2001', 'agent.set-ready');
    expect(centre.offeredTo(caller)).toBe('2001');
  });

  test('a flow takes him on', () => {
    const centre = site([{ when: { is: 'nobody-logged-in' }, target: { to: 'flow', flow: 'main' } }]);
    expect(centre.callOf(centre.calls('orders')).phase).toBe('ivr');
  });
});
