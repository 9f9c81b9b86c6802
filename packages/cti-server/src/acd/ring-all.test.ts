import type { LegId } from '@callweave/cti-core';
import { describe, expect, test } from 'vitest';
import { Site } from '../kernel/testing/site.js';
import type { QueueInput } from './acd.schema.js';

const THREE = ['1001', '1002', '1003'];

const site = (queue: Partial<QueueInput> = {}, agents: readonly string[] = THREE) =>
  new Site({
    agents: Object.fromEntries(agents.map((agent) => [agent, {}])),
    queues: [
      { queueId: 'orders', name: 'Orders', agents: [...agents], strategy: 'ring-all', wrapUpMs: 0, ...queue },
    ],
  });

/** Who is rung for a caller, as a wall sees it. */
function rung(centre: Site, caller: LegId): string[] {
  const { offer, alsoOffered = [] } = centre.callOf(caller);
  return [...(offer ? [offer] : []), ...alsoOffered].map(({ agentId }) => agentId).sort();
}

const states = (centre: Site) => THREE.map((agent) => centre.agent(agent).state);

describe('a queue that rings all (ACD-3)', () => {
  test('rings at everyone who is ready, and says so in one decision', () => {
    const centre = site();
    centre.comes(...THREE);
    const caller = centre.calls('orders');
    expect(rung(centre, caller)).toEqual(THREE);
    expect(states(centre)).toEqual(['ringing', 'ringing', 'ringing']);
    expect(centre.decisions(caller).at(-1)).toMatchObject({
      outcome: { is: 'offered', agentId: '1001', also: ['1002', '1003'] },
      rule: 'all who are ready',
    });
  });

  test('whoever answers first has the call; the others are ready again, have missed nothing and keep their turn', () => {
    const centre = site();
    centre.comes(...THREE);
    const caller = centre.calls('orders');
    centre.answers('1002');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1002', offer: null });
    expect(states(centre)).toEqual(['ready', 'talking', 'ready']);
    expect(centre.agent('1001').today.missed).toBe(0);
    const ended = centre.told.flatMap(({ event, data }) =>
      event === 'call.offer-ended' ? [`${data.agentId} ${data.outcome}`] : [],
    );
    expect(ended.sort()).toEqual(['1001 answered-elsewhere', '1002 answered', '1003 answered-elsewhere']);
    const next = centre.calls('orders');
    expect(rung(centre, next)).toEqual(['1001', '1003']);
  });

  test('rings wider when less is asked, at those who were ready all along as well', () => {
    const agents = [
      { agentId: '1001', level: 1 },
      { agentId: '1002', level: 2 },
      { agentId: '1003', level: 2 },
    ];
    const centre = site({ agents, ringMs: 30_000, relax: [{ afterMs: 8_000, reach: 2 }] });
    centre.comes(...THREE);
    const caller = centre.calls('orders');
    expect(rung(centre, caller)).toEqual(['1001']);
    centre.pass(8_000);
    expect(rung(centre, caller)).toEqual(THREE);
    centre.answers('1003');
    expect(states(centre)).toEqual(['ready', 'ready', 'talking']);
  });

  test('given two pick up in the same instant, then the second one only hears the end of his call', () => {
    const centre = site();
    centre.comes(...THREE);
    const caller = centre.calls('orders');
    centre.switch.answer(centre.switch.ringingAt('1003'));
    centre.switch.answer(centre.switch.ringingAt('1001'));
    centre.settle();
    expect(centre.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1003' });
    expect(states(centre)).toEqual(['ready', 'ready', 'talking']);
  });

  test('one who rejects is treated alone, the others ring on; when the last one failed the caller keeps his place', () => {
    const centre = site({ ringMs: 20_000 });
    centre.comes('1001', '1002');
    const caller = centre.calls('orders');
    centre.command('1001', 'call.reject', { callId: centre.callOf(caller).callId });
    expect(rung(centre, caller)).toEqual(['1002']);
    expect(centre.agent('1001')).toMatchObject({ state: 'aux', auxReason: 'rona' });
    centre.pass(20_000);
    expect(centre.callOf(caller)).toMatchObject({ phase: 'queued', offer: null });
    expect(centre.agent('1002')).toMatchObject({ state: 'aux', auxReason: 'rona' });
    const later = centre.calls('orders', '2');
    centre.comes('1003');
    expect([rung(centre, caller), rung(centre, later)]).toEqual([['1003'], []]);
  });

  test('whoever becomes ready meanwhile is rung as well', () => {
    const centre = site();
    centre.comes('1001');
    const caller = centre.calls('orders');
    centre.comes('1003');
    expect(rung(centre, caller)).toEqual(['1001', '1003']);
    centre.answers('1003');
    expect(centre.callOf(caller).agentId).toBe('1003');
  });

  test('no more phones ring for one caller than the queue allows, and the rest is there for the next', () => {
    const centre = site({ ringAtOnce: 2 });
    centre.comes(...THREE);
    const first = centre.calls('orders', '1');
    const second = centre.calls('orders', '2');
    expect([rung(centre, first), rung(centre, second)]).toEqual([['1001', '1002'], ['1003']]);
  });

  test('given the caller hangs up, then nobody is rung any more', () => {
    const centre = site();
    centre.comes(...THREE);
    centre.hangsUp(centre.calls('orders'));
    expect(states(centre)).toEqual(['ready', 'ready', 'ready']);
    expect(centre.switch.legs.size).toBe(0);
  });

  test('one who is waited for alone is rung alone (专属座席)', () => {
    const centre = site({ lastAgent: { withinMs: 600_000, waitMs: 20_000 } });
    centre.comes(...THREE);
    const caller = centre.calls('orders', '139');
    centre.answers('1002');
    centre.hangsUp(caller);
    const again = centre.calls('orders', '139');
    expect(rung(centre, again)).toEqual(['1002']);
  });

  test('a page that is loaded anew rings again, the others ring on', () => {
    const centre = site();
    centre.comes('1001', '1002');
    const caller = centre.calls('orders');
    const before = centre.switch.ringingAt('1002');
    for (const fact of ['extension.unregistered', 'extension.registered'] as const) {
      centre.take({ input: 'switch', fact: { fact, extension: '1001', at: centre.nowMs } });
    }
    centre.settle();
    expect(rung(centre, caller)).toEqual(['1001', '1002']);
    expect(centre.switch.ringingAt('1002')).toBe(before);
    centre.answers('1001');
    expect(centre.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1001' });
  });

  test('a server that starts anew while all ring goes on with every phone that still rings', () => {
    const centre = site();
    centre.comes(...THREE);
    const caller = centre.calls('orders');
    const before = THREE.map((agent) => centre.switch.ringingAt(agent));
    centre.restart(() => centre.switch.end(centre.switch.ringingAt('1003'), 'USER_BUSY', 'far-end'));
    // Nobody knows what became of the third: he is ready, and so he is rung anew.
    expect(rung(centre, caller)).toEqual(THREE);
    const after = THREE.map((agent) => centre.switch.ringingAt(agent));
    expect(after.map((legId, at) => legId === before[at])).toEqual([true, true, false]);
    centre.answers('1001');
    expect(states(centre)).toEqual(['talking', 'ready', 'ready']);
  });

  test('a server that starts anew after one picked up joins him, and frees the others', () => {
    const centre = site();
    centre.comes(...THREE);
    const caller = centre.calls('orders');
    centre.restart(() => centre.switch.answer(centre.switch.ringingAt('1002')));
    centre.settle();
    expect(centre.callOf(caller)).toMatchObject({ phase: 'talking', agentId: '1002' });
    expect(states(centre)).toEqual(['ready', 'talking', 'ready']);
  });

  test('each agent sees his own offer', () => {
    const centre = site();
    centre.comes(...THREE);
    const caller = centre.calls('orders');
    for (const agent of THREE) {
      const seen = centre.callOf(caller, agent);
      expect(seen.offer?.agentId).toBe(agent);
      expect(seen.alsoOffered).toHaveLength(2);
      expect(seen.can).toMatchObject({ answer: true, reject: true });
    }
  });
});
