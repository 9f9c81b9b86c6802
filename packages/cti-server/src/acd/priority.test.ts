import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';

const twoQueues = (vip: object, plain: object = {}) =>
  new Site({
    agents: { '1001': {} },
    queues: [
      { queueId: 'vip', name: 'VIP', agents: ['1001'], ...vip },
      { queueId: 'plain', name: 'Plain', agents: ['1001'], ...plain },
    ],
  });

describe('who goes first (ACD-2, ACD-4)', () => {
  test('without weights, whoever came first, whatever his queue', () => {
    const site = twoQueues({});
    const first = site.calls('plain', '1');
    site.pass(1_000);
    site.calls('vip', '2');
    site.comes('1001');
    expect(site.offeredTo(first)).toBe('1001');
  });

  test('a weight goes before a shorter wait, and a long wait before the weight', () => {
    const early = twoQueues({ weight: 5 });
    early.calls('plain', '1');
    early.pass(4 * 60_000);
    const vip = early.calls('vip', '2');
    early.comes('1001');
    expect(early.offeredTo(vip)).toBe('1001');
    expect(early.decisions(vip).at(-1)).toMatchObject({
      trigger: 'agent-ready',
      asked: { score: 5.017 },
      passedOver: [{ queueId: 'plain', why: 'lower-score', score: 4.017 }],
    });

    const late = twoQueues({ weight: 5 });
    const plain = late.calls('plain', '1');
    late.pass(6 * 60_000);
    late.calls('vip', '2');
    late.comes('1001');
    expect(late.offeredTo(plain)).toBe('1001');
  });

  test('without ageing the weight is strict', () => {
    const site = twoQueues({ weight: 1, ageing: 0 }, { ageing: 0 });
    site.calls('plain', '1');
    site.pass(3_600_000);
    const vip = site.calls('vip', '2');
    site.comes('1001');
    expect(site.offeredTo(vip)).toBe('1001');
  });

  test('the queue an agent serves first goes before any score of another', () => {
    const site = new Site({
      agents: { '1001': {} },
      queues: [
        { queueId: 'vip', name: 'VIP', weight: 100, agents: [{ agentId: '1001', priority: 2 }] },
        { queueId: 'own', name: 'Own', agents: [{ agentId: '1001', priority: 1 }] },
      ],
    });
    const vip = site.calls('vip', '1');
    const own = site.calls('own', '2');
    site.comes('1001');
    expect(site.offeredTo(own)).toBe('1001');
    expect(site.decisions(own).at(-1)?.passedOver).toMatchObject([
      { callId: site.callOf(vip).callId, why: 'lower-queue-priority' },
    ]);
  });

  test('a caller who was offered and not answered keeps his place (ACD-5)', () => {
    const site = Site.staffed(['1001'], { missed: { noAnswer: { toAux: false, restMs: 0 } } });
    const first = site.calls('orders', '1');
    const second = site.calls('orders', '2');
    site.pass(20_000);
    expect([site.offeredTo(first), site.offeredTo(second)]).toEqual(['1001', null]);
  });

  test('one who gave up and calls again soon stands where he stood', () => {
    const site = Site.empty(['1001'], { resumeMs: 120_000 });
    const first = site.calls('orders', '13800000001');
    site.pass(10_000);
    site.calls('orders', '13800000002');
    site.pass(10_000);
    site.hangsUp(first);
    site.pass(60_000);
    const again = site.calls('orders', '13800000001');
    site.comes('1001');
    expect(site.offeredTo(again)).toBe('1001');
  });

  test('and not when he took too long', () => {
    const site = Site.empty(['1001'], { resumeMs: 30_000 });
    site.hangsUp(site.calls('orders', '13800000001'));
    const other = site.calls('orders', '13800000002');
    site.pass(60_000);
    site.calls('orders', '13800000001');
    site.comes('1001');
    expect(site.offeredTo(other)).toBe('1001');
  });
});

describe('the agent who knows him (ACD-3, 专属座席)', () => {
  const known = () => {
    const site = Site.staffed(['1001', '1002'], {
      wrapUpMs: 0,
      lastAgent: { withinMs: 86_400_000, waitMs: 30_000 },
    });
    const before = site.calls('orders', '13800000001');
    expect(site.offeredTo(before)).toBe('1001');
    site.answers('1001');
    site.pass(10_000);
    site.hangsUp(before);
    return site;
  };

  test('has him again, though another has been idle longer', () => {
    const site = known();
    const again = site.calls('orders', '13800000001');
    expect(site.offeredTo(again)).toBe('1001');
    expect(site.decisions(again).at(-1)?.rule).toBe('reserved');
  });

  test('given he talks, then he is waited for, and before others who came earlier', () => {
    const site = known();
    const other = site.calls('orders', '2');
    const third = site.calls('orders', '3');
    site.answers('1001');
    site.answers('1002');
    const waiting = site.calls('orders', '4');
    const again = site.calls('orders', '13800000001');
    const busyWith = site.offeredTo(other) === null ? site.callOf(other).agentId : null;
    site.hangsUp(busyWith === '1001' ? other : third);
    expect(site.offeredTo(again)).toBe('1001');
    expect(site.offeredTo(waiting)).toBeNull();
  });

  test('given he does not become free in time, then anybody has him', () => {
    const site = known();
    site.command('1001', 'agent.set-aux', { reason: 'break' });
    const again = site.calls('orders', '13800000001');
    expect(site.offeredTo(again)).toBeNull();
    site.pass(29_999);
    expect(site.offeredTo(again)).toBeNull();
    site.pass(1);
    expect(site.offeredTo(again)).toBe('1002');
  });

  test('given he goes home, then nobody waits for him', () => {
    const site = known();
    site.command('1001', 'agent.set-aux', { reason: 'break' });
    const again = site.calls('orders', '13800000001');
    site.command('1001', 'agent.log-out');
    expect(site.offeredTo(again)).toBe('1002');
  });
});
